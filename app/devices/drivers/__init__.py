"""One folder for each dialect a device speaks: pure codec, working driver, talking simulator."""
