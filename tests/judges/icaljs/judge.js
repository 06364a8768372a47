// Reads a JSON list of base64 calendar files and writes what ical.js makes of each: its method and its events.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const read = (item) => {
  const calendar = new ICAL.Component(ICAL.parse(Buffer.from(item, "base64").toString("utf8")));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      summary: event.summary,
      status: component.getFirstPropertyValue("status"),
      span: [event.startDate.toUnixTime(), event.endDate.toUnixTime()],
      attendees: event.attendees.map((attendee) => [attendee.getParameter("cn"), attendee.getFirstValue()]),
    };
  });
  return { method: calendar.getFirstPropertyValue("method"), events };
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
