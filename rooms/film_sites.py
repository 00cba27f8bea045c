"""Sites where people watch films on pages: an address from there is a page, not a film."""

from typing import Final

from django.utils.translation import gettext, gettext_noop

_SITES: Final = (
    ("bilibili.com", gettext_noop("Bilibili")),
    ("b23.tv", gettext_noop("Bilibili")),
    ("youku.com", gettext_noop("Youku")),
    ("iqiyi.com", gettext_noop("iQIYI")),
    ("v.qq.com", gettext_noop("Tencent Video")),
    ("mgtv.com", gettext_noop("Mango TV")),
    ("ixigua.com", gettext_noop("Xigua Video")),
    ("douyin.com", gettext_noop("Douyin")),
    ("kuaishou.com", gettext_noop("Kuaishou")),
    ("xiaohongshu.com", gettext_noop("Xiaohongshu")),
    ("weibo.com", gettext_noop("Weibo")),
    ("tv.sohu.com", gettext_noop("Sohu Video")),
    ("pan.baidu.com", gettext_noop("Baidu Netdisk")),
    ("alipan.com", gettext_noop("Alipan")),
    ("aliyundrive.com", gettext_noop("Alipan")),
    ("pan.quark.cn", gettext_noop("Quark Drive")),
    ("youtube.com", "YouTube"),
    ("youtu.be", "YouTube"),
    ("acfun.cn", "AcFun"),
    ("tiktok.com", "TikTok"),
    ("drive.google.com", "Google Drive"),
    ("vimeo.com", "Vimeo"),
    ("twitch.tv", "Twitch"),
    ("dailymotion.com", "Dailymotion"),
    ("netflix.com", "Netflix"),
    ("disneyplus.com", "Disney+"),
    ("primevideo.com", "Prime Video"),
    ("facebook.com", "Facebook"),
    ("instagram.com", "Instagram"),
    ("twitter.com", "X"),
    ("x.com", "X"),
)


def film_sites() -> dict[str, str]:
    """Return host → name in the active language; a host stands for everything below it."""
    return {host: gettext(name) for host, name in _SITES}
