"""GB/T 28181: the language of video platforms. So far the 20-digit codes of devices; pure, usable from a script."""

from beholden.engines.gb28181.codes import Code, CodeError, compose, parse, problems

__all__ = ["Code", "CodeError", "compose", "parse", "problems"]
