"""PDFs as tests read them: their words, on one line."""

import asyncio
import re
import subprocess


async def the_pdf(caller, session, query=""):
    """The session's minutes as they are handed out."""
    answer = await caller.get(f"/sessions/{session}/record.pdf{query}")
    assert answer.status == 200
    return answer.raw


async def the_words(caller, session, query=""):
    """The words of the minutes, one space between them."""
    return await printed_words(await the_pdf(caller, session, query))


async def printed_words(pdf):
    """The words of a PDF."""
    command = ["pdftotext", "-layout", "-", "-"]
    run = await asyncio.to_thread(subprocess.run, command, input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", run.stdout.decode())
