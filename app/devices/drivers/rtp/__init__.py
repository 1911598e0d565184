"""Street loudspeakers that play plain RTP: the bytes, the sending socket and a speaker to practise on."""
