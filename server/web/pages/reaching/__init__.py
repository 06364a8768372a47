"""How the secretariat reaches many at once: offers, messages, words of mails, webhooks; each seen before it is sent."""
