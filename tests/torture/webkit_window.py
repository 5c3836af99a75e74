#!/usr/bin/python3
"""A window of WebKitGTK that a driver may steer, and that keeps what pages keep: the browser's own window for
drivers is a private one, which keeps no files. Run by WebKitWebDriver, with a folder.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402 - the versions come first


def main(folder: str) -> None:
    """Open windows as the driver wishes, until it ends this."""
    manager = WebKit2.WebsiteDataManager(
        base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache"
    )
    context = WebKit2.WebContext(website_data_manager=manager)
    context.set_automation_allowed(True)
    settings = WebKit2.Settings()
    settings.set_enable_media_stream(True)
    settings.set_media_playback_requires_user_gesture(False)

    def opened(_session: object) -> object:
        view = WebKit2.WebView(
            web_context=context,
            settings=settings,
            is_controlled_by_automation=True,
            website_policies=WebKit2.WebsitePolicies(autoplay=WebKit2.AutoplayPolicy.ALLOW),
        )
        window = Gtk.Window()
        window.set_default_size(390, 844)
        window.add(view)
        window.show_all()
        return view

    def started(_context: object, session: object) -> None:
        info = WebKit2.ApplicationInfo()
        info.set_name("WebKitGTK")
        session.set_application_info(info)  # type: ignore[attr-defined] # of a library without types
        session.connect("create-web-view", opened)  # type: ignore[attr-defined]

    context.connect("automation-started", started)
    Gtk.main()


if __name__ == "__main__":
    main(sys.argv[1])
