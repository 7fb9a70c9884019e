"""Who stands behind a name: Claude is Anthropic's, Altman speaks for OpenAI. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# By the names' first spellings in include/names. People stand for the companies that they lead; where
# one leads several, each is meant.
_MADE_BY: Mapping[str, str] = {
    "OpenAI": "ChatGPT|GPT|Codex|Sora|DALL-E|Stargate|奥特曼|布罗克曼",
    "Anthropic": "Claude|Claude Code|阿莫迪|Daniela Amodei|Jack Clark",
    "谷歌": "Gemini|Gemma|NotebookLM|Veo|AlphaFold|Android|Chrome|YouTube|Waymo|谷歌云|谷歌DeepMind|皮查伊",
    "微软": "Copilot|Windows|Azure|GitHub|领英|纳德拉|苏莱曼",
    "Meta": "Llama|Muse Spark|Instagram|WhatsApp|扎克伯格|亚历山大·王",
    "xAI": "Grok|马斯克|SpaceX",
    "SpaceX": "马斯克|Starlink|xAI",
    "特斯拉": "Optimus|马斯克",
    "苹果公司": "iPhone|iOS|Siri|Vision Pro|Apple Intelligence|库克|特努斯",
    "英伟达": "CUDA|Blackwell|RTX|黄仁勋",
    "亚马逊": "亚马逊云科技|Alexa|贝佐斯|贾西",
    "阿里巴巴集团": "通义千问|通义万相|夸克|阿里云|蚂蚁集团|马云|吴泳铭|蔡崇信|平头哥",
    "字节跳动": "豆包|扣子|即梦|Seedance|Seedream|TikTok|Trae|火山引擎|剪映|抖音|飞书|张一鸣|梁汝波",
    "腾讯": "混元|元宝|微信|腾讯云|马化腾|姚顺雨",
    "百度": "文心一言|飞桨|萝卜快跑|昆仑芯|李彦宏",
    "华为": "昇腾|鲲鹏|鸿蒙|盘古大模型|麒麟芯片|任正非|余承东",
    "小米": "玄戒|澎湃OS|雷军",
    "深度求索": "梁文锋",
    "月之暗面": "杨植麟",
    "智谱": "GLM|ChatGLM|唐杰",
    "稀宇科技": "海螺AI|闫俊杰",
    "快手": "可灵",
    "Thinking Machines Lab": "穆拉蒂|翁荔",
    # Its offices and its seat: headlines in two languages name now the one, now the other.
    "欧盟": "欧盟委员会|布鲁塞尔|欧洲议会|欧盟理事会",
}
_MAKERS: dict[str, set[str]] = {}
for _maker, _names in _MADE_BY.items():
    for _name in _names.split("|"):
        _MAKERS.setdefault(_name, set()).add(_maker)


def actors(names: Iterable[str]) -> frozenset[str]:
    """Who acts under the names of a title: a product's maker, a chief's company, else the name itself."""
    return frozenset(maker for name in names for maker in _MAKERS.get(name, {name}))
