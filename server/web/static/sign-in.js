/** A sheet whose person is signed out: asks for their link, waits until they are in again, also by another tab, and goes on. */

import { enter, freshPage } from "./api.js";
import { pageData } from "./words.js";

const AGAIN = 4000;

export class SignIn {
  #waits = false;

  /**
   * @param {string} person who must sign in: another's sign-in is none
   * @param {Record<string, any>} words
   * @param {() => void} goOn
   * @param {() => void} tellTabs
   */
  constructor(person, words, goOn, tellTabs) {
    this.person = person;
    this.words = words;
    this.goOn = goOn;
    this.tellTabs = tellTabs;
    document.querySelector("[data-link-form]")?.addEventListener("submit", (event) => this.#byLink(event));
  }

  /** Whether they are signed in now; the page then takes the new sign-in for its own. */
  async again() {
    const ours = (fresh) => fresh.querySelector("[data-page]") !== null && pageData(fresh.querySelector("[data-page]")).person === this.person;
    return (await freshPage(ours).catch(() => null)) !== null;
  }

  /** Waits for it, once however often it is called. */
  async wait() {
    if (this.#waits) return;
    this.#waits = true;
    while (!(await this.again())) await new Promise((resolve) => setTimeout(resolve, AGAIN));
    this.#waits = false;
    this.tellTabs();
    this.goOn();
  }

  async #byLink(event) {
    event.preventDefault();
    const token = String(new FormData(event.target).get("link")).trim().split("/").filter(Boolean).pop() ?? "";
    const entered = await enter(token).catch(() => false);
    const fits = entered && (await this.again());
    const line = document.querySelector("[data-signin-fault]");
    line.hidden = fits;
    line.textContent = fits ? "" : this.words.bad_link;
    if (fits) this.goOn();
  }
}
