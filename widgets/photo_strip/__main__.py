"""Three made-up pictures, one of which has not come yet."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from widgets import stage
from widgets.photo_strip import Photo, PhotoStrip


def build() -> QWidget:
    """The strip alone."""
    strip = PhotoStrip()
    strip.set_photos((Photo("a", "处置前 13:40"), Photo("b", "处置后 16:20"), Photo("c", "核查 17:05", "未下载")))
    for name, colour in (("a", "#5a4a3a"), ("b", "#3a5a4a")):
        image = QImage(640, 480, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        strip.set_image(name, image)
    return strip


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 560, 160))
