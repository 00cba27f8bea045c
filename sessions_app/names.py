"""Playful nicknames for people who give none: an adjective and an animal, 15 × 14 = 210."""

from collections.abc import Callable, Sequence
from typing import Final

ADJECTIVES = (
    "快乐的", "潜水的", "打盹的", "贪吃的", "害羞的", "淡定的", "好奇的", "追剧的",
    "爱笑的", "熬夜的", "温柔的", "迷路的", "发呆的", "吃瓜的", "暖洋洋的",
)  # fmt: skip
ANIMALS = (
    "考拉", "章鱼", "熊猫", "刺猬", "水獭", "企鹅", "松鼠", "狐狸",
    "海豹", "猫头鹰", "树懒", "小鹿", "柴犬", "橘猫",
)  # fmt: skip
ENGLISH_ADJECTIVES: Final = (
    "Happy", "Diving", "Dozing", "Hungry", "Shy", "Calm", "Curious", "Binging",
    "Giggling", "Sleepless", "Gentle", "Lost", "Dreamy", "Snacking", "Cosy",
)  # fmt: skip
ENGLISH_ANIMALS: Final = (
    "Koala", "Octopus", "Panda", "Hedgehog", "Otter", "Penguin", "Squirrel", "Fox",
    "Seal", "Owl", "Sloth", "Fawn", "Shiba", "Tabby",
)  # fmt: skip

Choose = Callable[[Sequence[str]], str]


def playful_nickname(choose: Choose, language: str = "zh-hans") -> str:
    """Return a nickname; ``choose`` picks one of a sequence (``secrets.choice``, say)."""
    if language.startswith("en"):
        return f"{choose(ENGLISH_ADJECTIVES)} {choose(ENGLISH_ANIMALS)}"
    return choose(ADJECTIVES) + choose(ANIMALS)
