"""A report's words, in every language: its own from here, the names of settings from the page's."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.exports.files import Language

STATIC = Path(__file__).resolve().parents[2] / "static"

OWN: dict[Language, dict[str, str]] = {
    "en": {
        "lang": "en",
        "title": "A neural network learned a curve",
        "made": "{program} trained a {shape} network for {steps} steps, from seed {seed}.",
        "early_stopping": "Early stopping ended the training and went back to the best step.",
        "diverged": "Training diverged; this is the last good step.",
        "step": "Step",
        "training_loss": "Training loss",
        "validation_loss": "Validation loss",
        "parameters": "Parameters",
        "fit": "The fit",
        "fit_note": "The curve to find, the points the network saw of it, and its prediction.",
        "target": "Target",
        "prediction": "Prediction",
        "training_points": "Training points",
        "validation_points": "Validation points",
        "knots": "Knots",
        "contributions": "What each neuron adds",
        "contributions_note": "Each curve is one neuron of the last hidden layer, times its weight. "
        "Their sum plus the offset {offset} is the prediction.",
        "contributions_input": "Without hidden layers the input itself, times its weight, is all there is. "
        "Plus the offset {offset} it is the prediction.",
        "neuron": "Neuron {number}",
        "input": "Input",
        "sum": "Sum",
        "losses": "The loss over time",
        "losses_note": "How large the gap between prediction and points was before each step.",
        "losses_none": "This result brings no record of its losses.",
        "training": "Training",
        "validation": "Validation",
        "weights": "The weights",
        "weights_note": "A row for each neuron of the layer, a column for each number it reads; the last column is "
        "its bias.",
        "weights_scaled": "These are the weights as trained, on scaled points.",
        "hidden_layer": "Hidden layer {number}",
        "output_layer": "Output layer",
        "bias": "bias",
        "formula": "The formula",
        "formula_note": "The whole network, with few digits to read it by. A term has its neuron's color.",
        "formula_hinges": "On the domain shown, the whole network is one line and one bend for each knot.",
        "formula_long": "Written out, this network has {count} parameters: too long to read. "
        "The exports LaTeX and NumPy hold all of it.",
        "formula_none": "This network cannot be written out: {why}.",
        "exact": "Every digit",
        "pieces": "Its straight pieces",
        "piece": "Piece",
        "from": "From",
        "to": "To",
        "slope": "Slope",
        "intercept": "Intercept",
        "pieces_more": "And {count} more; the export “pieces” lists them all.",
        "experiment": "The experiment",
        "data": "Data",
        "network": "Network",
        "settings": "Training",
        "source": "Curve",
        "points": "{count} points",
        "none": "none",
        "off": "off",
        "as_json": "As Piecewise reads it",
        "how": "How this was made",
        "how_note": "Everything here was computed in float64 from the weights of step {steps}, by {program}. The same "
        "result always gives the same file.",
        "check": "Largest difference from the curve on the page: {sum} for the sum of the neurons' curves, {formula} "
        "for the formula with every digit.",
        "check_sum": "Largest difference from the curve on the page: {sum} for the sum of the neurons' curves.",
        "noscript": "The figures need JavaScript.",
    },
    "zh": {
        "lang": "zh-CN",
        "title": "神经网络学会的一条曲线",
        "made": "{program} 把一个 {shape} 网络训练了 {steps} 步，随机种子为 {seed}。",
        "early_stopping": "早停结束了训练，并回到最好的那一步。",
        "diverged": "训练发散；这里是发散前的最后一步。",
        "step": "步数",
        "training_loss": "训练损失",
        "validation_loss": "验证损失",
        "parameters": "参数个数",
        "fit": "拟合",
        "fit_note": "要找的曲线、网络看到的样本点，以及它的预测。",
        "target": "目标",
        "prediction": "预测",
        "training_points": "训练点",
        "validation_points": "验证点",
        "knots": "折点",
        "contributions": "每个神经元的贡献",
        "contributions_note": "每条曲线是最后一个隐藏层的一个神经元乘以它的权重；"
        "全部相加，再加上常数 {offset}，就是预测。",
        "contributions_input": "没有隐藏层，只有输入乘以它的权重；再加上常数 {offset}，就是预测。",
        "neuron": "神经元 {number}",
        "input": "输入",
        "sum": "总和",
        "losses": "损失的变化",
        "losses_note": "每一步之前，预测与样本点的差距有多大。",
        "losses_none": "这份结果没有记录损失。",
        "training": "训练",
        "validation": "验证",
        "weights": "权重",
        "weights_note": "每一行是该层的一个神经元，每一列是它读入的一个数；最后一列是偏置。",
        "weights_scaled": "这里是训练时的权重，对应缩放后的数据。",
        "hidden_layer": "隐藏层 {number}",
        "output_layer": "输出层",
        "bias": "偏置",
        "formula": "公式",
        "formula_note": "整个网络写成一个式子，只保留少数几位数字，便于阅读。每一项与它的神经元同色。",
        "formula_hinges": "在所示的范围内，整个网络就是一条直线，加上每个折点处的一次转折。",
        "formula_long": "这个网络有 {count} 个参数，写出来太长，无法阅读。LaTeX 和 NumPy 格式的导出文件里有完整内容。",
        "formula_none": "这个网络无法写成式子：{why}。",
        "exact": "全部数字",
        "pieces": "各段直线",
        "piece": "段",
        "from": "从",
        "to": "到",
        "slope": "斜率",
        "intercept": "截距",
        "pieces_more": "还有 {count} 段；导出格式“pieces”列出了全部。",
        "experiment": "实验设置",
        "data": "数据",
        "network": "网络",
        "settings": "训练",
        "source": "曲线",
        "points": "{count} 个点",
        "none": "无",
        "off": "关闭",
        "as_json": "Piecewise 读入的格式",
        "how": "这份报告怎样得来",
        "how_note": "所有内容都由 {program} 根据第 {steps} 步的权重以 float64 计算得出。同样的结果总是得到同样的文件。",
        "check": "与页面上曲线的最大差异：各神经元曲线之和为 {sum}，写出全部数字的公式为 {formula}。",
        "check_sum": "与页面上曲线的最大差异：各神经元曲线之和为 {sum}。",
        "noscript": "图表需要 JavaScript。",
    },
}


_TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn the direction of the text around them."""


def visible(text: str) -> str:
    """Return what somebody typed without characters that would turn the words around it."""
    return text.translate(_TURNING).strip()


class Words:
    """What a report says in one language."""

    def __init__(self, language: Language) -> None:
        self._own, self._page = OWN[language], _page_words(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return one of the report's own words."""
        return self._own[key].format(**values)

    def name(self, group: str, key: str) -> str:
        """Return what the page calls something, e.g. the optimizer ``adam``."""
        return str(self._page[group][key])


@cache
def _page_words(language: Language) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for path in sorted((STATIC / "i18n").glob(f"{language}*.json")):
        for group, entries in json.loads(path.read_bytes()).items():
            words[group] = {**words.get(group, {}), **entries}
    return words
