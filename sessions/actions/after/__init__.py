"""What is done after the close: reveal and deliberation, late scores, excuses and signatures."""
