"""Recordings: what browsers send in pieces, made into files that seek; transcripts beside them."""
