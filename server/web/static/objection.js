/** A regency's result: its objection is kept while it is written, and goes by itself once there is a line. */

import { begin } from "./replies.js";

begin(() => location.reload());
