"""The closed browser the map page lives in: own scheme, no network, nothing remembered."""

from PySide6.QtCore import QObject
from PySide6.QtWebEngineCore import (
    QWebEngineProfile,
    QWebEngineScript,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlScheme,
)

SCHEME = "hall"
ORIGIN = "hall://map"
_OPEN = frozenset({SCHEME, "data", "blob"})

# The interceptor does not see WebRTC; sockets are taken away too, since the page talks by the channel only.
_NO_SOCKETS = """
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'WebTransport', 'WebSocket',
                    'EventSource']) { try { delete window[name]; } catch (e) { } window[name] = undefined; }
"""


def register_scheme() -> None:
    """Make `hall://` known to the engine; must run before QApplication, and may run twice."""
    if QWebEngineUrlScheme.schemeByName(SCHEME.encode()).name().data():
        return
    scheme = QWebEngineUrlScheme(SCHEME.encode())
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def chromium_flags(software: bool, root: bool) -> dict[str, str]:
    """Environment to set before QApplication: no name look-ups ever.

    `software` is for a seat without a GPU, `root` for tests run by root (a seat never is).
    """
    flags = ['--host-resolver-rules="MAP * ~NOTFOUND"', "--disable-background-networking", "--no-pings"]
    flags += ["--disable-gpu"] if software else []
    found = {"QTWEBENGINE_CHROMIUM_FLAGS": " ".join(flags)}
    if software:
        found["QT_QUICK_BACKEND"] = "software"
    if root:
        found["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return found


class Guard(QWebEngineUrlRequestInterceptor):
    """Denies by default: whatever is not ours is stopped and counted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.asked = 0
        self.blocked: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        self.asked += 1
        url = info.requestUrl()
        if url.scheme() not in _OPEN:
            self.blocked.append(url.toString())
            info.block(True)


def closed_profile(guard: Guard, parent: QObject) -> QWebEngineProfile:
    """An off-the-record profile behind the guard, with sockets taken out of every page."""
    profile = QWebEngineProfile(parent)
    profile.setUrlRequestInterceptor(guard)
    script = QWebEngineScript()
    script.setName("no-sockets")
    script.setSourceCode(_NO_SOCKETS)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    script.setRunsOnSubFrames(True)
    profile.scripts().insert(script)
    return profile
