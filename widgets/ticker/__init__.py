"""One second hand for the whole application, so that no control keeps a timer of its own."""

from widgets.ticker.ticker import Ticker, of

__all__ = ["Ticker", "of"]
