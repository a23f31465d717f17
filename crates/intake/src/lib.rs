//! Books as people keep them, to draft facts and refusals with cell addresses.
