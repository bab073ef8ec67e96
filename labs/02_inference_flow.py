# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% parameters tags=["parameters"]
backend = "auto"

# %% title [markdown] lang="en"
# # 02 · See one inference
#
# The twin of lab 01: the same model, the same numbers, the same question, but this time nothing learns. To read and run
# it takes about 10 minutes; run the cells from top to bottom with **Shift + Enter**.
#
# **Look for three `False`.** Together they are what inference means:
#
# 1. `model.training = False`: the model is set to answer, not to learn;
# 2. `pred.requires_grad: False`: the answer does not remember how it was computed;
# 3. `weight changed: False`: the numbers inside the model are what they were, to the last bit.

# %% title [markdown] lang="ja"
# # 02 · 推論を 1 回見る
#
# ラボ 01 と対になるラボです。同じモデル、同じ数、同じ問題を使いますが、今度は何も学習しません。読みながら実行して、
# 約 10 分です。上から順に **Shift + Enter** で実行してください。
#
# **3 つの `False` を探しましょう。** 3 つそろえば、それが推論です。
#
# 1. `model.training = False`：モデルは、学習するモードではなく、答えるモードになっています。
# 2. `pred.requires_grad: False`：答えは、自分がどう計算されたかを覚えていません。
# 3. `weight changed: False`：モデルの中の数は、最後の 1 ビットまで前と同じです。

# %% what-is-left-out [markdown] lang="en"
# ## What is left out
#
# | training (lab 01) | inference (here) |
# | --- | --- |
# | **train**: `model.train()` | `model.eval()` |
# | forward, with its history kept | forward, inside `torch.no_grad()` |
# | **loss**: compare with the right answer | there is no right answer to compare with |
# | **backward**: find the corrections | nothing to correct |
# | **step**: change the numbers | nothing changes |

# %% what-is-left-out [markdown] lang="ja"
# ## 推論ではしないこと
#
# | 学習（ラボ 01） | 推論（このラボ） |
# | --- | --- |
# | **train**：`model.train()` | `model.eval()` |
# | forward（計算の道すじを覚える） | forward（`torch.no_grad()` の中なので覚えない） |
# | **loss**：正解と比べる | 比べる正解がない |
# | **backward**：直し方を調べる | 直すものがない |
# | **step**：数を直す | 何も変わらない |

# %% words-of-lab-01 [markdown] lang="en"
# Words from lab 01, in short: a **tensor** is a table of numbers; `.to(device)` moves it to the device that was chosen;
# `.detach()` takes the numbers without their history, `.clone()` copies them, and `.cpu()` fetches them for printing.

# %% words-of-lab-01 [markdown] lang="ja"
# ラボ 01 の言葉の復習です。**テンソル**は数を並べた表、`.to(device)` は選んだデバイスに移すこと、`.detach()` は計算の
# 記録から切り離すこと、`.clone()` はコピーすること、`.cpu()` は表示のために CPU へ持ってくることです。

# %% imports
import torch
from torch import nn

import flowlab

# %% about-cuda [markdown] lang="en"
# ## Which machine does the work?
#
# As in lab 01: on ROCm `"cuda"` is only a name that PyTorch keeps, and the work goes through HIP.
# `torch.version.hip` tells for what this PyTorch was built, and the line under the next cell tells what was
# chosen and why.

# %% about-cuda [markdown] lang="ja"
# ## どこで計算しますか？
#
# ラボ 01 と同じです。ROCm では `"cuda"` はただの名前で、実際の計算は HIP を通ります。`torch.version.hip` を見ると、
# この PyTorch が何用に作られたかが分かります。その次のセルの下には、何を選んだか、なぜ選んだかが表示されます。

# %% hip-version
print("torch.version.hip =", torch.version.hip)

# %% device
device = flowlab.choose_device(backend)
print("device =", device)

# %% the-model [markdown] lang="en"
# ## The same model
#
# $$\hat y = w_1 x_1 + w_2 x_2 + w_3 x_3 + b \qquad w = (0.1,\ 0.2,\ 0.3),\quad b = 0.5$$

# %% the-model [markdown] lang="ja"
# ## 同じモデル
#
# $$\hat y = w_1 x_1 + w_2 x_2 + w_3 x_3 + b \qquad w = (0.1,\ 0.2,\ 0.3),\quad b = 0.5$$

# %% model
model = nn.Linear(3, 1)
with torch.no_grad():
    model.weight.copy_(torch.tensor([[0.1, 0.2, 0.3]]))
    model.bias.fill_(0.5)
model = model.to(device)

# %% eval-mode [markdown] lang="en"
# ## The first `False`: set the model to answer
#
# `eval()` is the opposite of `train()`. For this model both give the same answer, because `nn.Linear` behaves alike in
# the two modes. Some other layers do not:
#
# - **dropout** sets some numbers to 0 at random, in training mode alone;
# - **batch normalisation** brings the numbers of a batch to a common scale: in training mode by that batch's own mean and
#   spread, in the other by those it has collected before.
#
# What `eval()` does *not* do: it does not switch gradients off. That is the task of `no_grad()`, further down.

# %% eval-mode [markdown] lang="ja"
# ## 1 つ目の `False`：答えるモードにする
#
# `eval()` は `train()` の反対です。このモデルでは、どちらでも同じ答えになります。`nn.Linear` の動きは、モードが
# 変わっても同じだからです。動きの変わる層もあります。
#
# - **ドロップアウト**は、学習モードのときだけ、一部の数をランダムに 0 にします。
# - **バッチ正規化**は、数の大きさをそろえます。そのために使うのは、学習モードでは、いま一緒に答えている問題（バッチ）の
#   平均とばらつきです。答えるモードでは、学習中に集めておいたものを使います。
#
# `eval()` は、勾配のための記録を止めません。止めるのは、この後に出てくる `no_grad()` の役目です。

# %% eval
model.eval()
print("model.training =", model.training)

# %% the-input [markdown] lang="en"
# ## The same question
#
# Only $x = (1,\ 2,\ 3)$ this time. There is no right answer here: in real use nobody knows it yet.

# %% the-input [markdown] lang="ja"
# ## 同じ問題
#
# 今度は $x = (1,\ 2,\ 3)$ だけです。正解はありません。実際に使うときには、まだ誰も正解を知らないからです。

# %% input
x = torch.tensor([[1.0, 2.0, 3.0]], device=device)
print("input:", x.cpu())

# %% keep-before [markdown] lang="en"
# To be able to say "nothing changed", we keep a copy now, **before** the inference, and compare **after** it.
# (A comparison with weights that were kept around some later training would say nothing about the inference.)

# %% keep-before [markdown] lang="ja"
# 「何も変わらなかった」と言えるように、推論の**前**に、今コピーを取っておきます。そして、推論の**後**で比べます。
# （後で何かの学習をして、その前後の重みを比べても、この推論については何も分かりません。）

# %% before
weight_before = model.weight.detach().clone()
bias_before = model.bias.detach().clone()

# %% forward-math [markdown] lang="en"
# ## Forward, and nothing else
#
# $$\hat y = 0.1 \cdot 1 + 0.2 \cdot 2 + 0.3 \cdot 3 + 0.5 = 1.9$$
#
# The same 1.9 as in lab 01, by the same sum.

# %% forward-math [markdown] lang="ja"
# ## forward だけ
#
# $$\hat y = 0.1 \cdot 1 + 0.2 \cdot 2 + 0.3 \cdot 3 + 0.5 = 1.9$$
#
# ラボ 01 と同じ計算で、同じ 1.9 になります。

# %% forward
with torch.no_grad():
    pred = model(x)
print("prediction:", pred.cpu())

# %% no-history [markdown] lang="en"
# ## The second `False`: no way back
#
# Inside `no_grad()` PyTorch does not write down how the answer was computed. That saves memory and time, and
# it means that `backward()` could not run from here even if we wanted it to.

# %% no-history [markdown] lang="ja"
# ## 2 つ目の `False`：戻る道がない
#
# `no_grad()` の中では、PyTorch は答えをどう計算したかを書き残しません。そのぶん、メモリーと時間を節約できます。
# その代わり、ここから `backward()` を実行したくても、できません。

# %% requires-grad
print("pred.requires_grad:", pred.requires_grad)

# %% nothing-changed [markdown] lang="en"
# ## The third `False`: nothing changed
#
# `torch.equal` compares every number exactly, with no tolerance that could hide a small change.

# %% nothing-changed [markdown] lang="ja"
# ## 3 つ目の `False`：何も変わっていない
#
# `torch.equal` は、すべての数がぴったり同じかどうかを調べます。「だいたい同じ」を「同じ」とはみなさないので、小さな
# 変化も見逃しません。

# %% compare
print("weight changed:", not torch.equal(weight_before, model.weight))

# %% the-bias-too [markdown] lang="en"
# The bias is part of the model too, so it gets the same question.

# %% the-bias-too [markdown] lang="ja"
# バイアスもモデルの一部なので、同じように調べます。

# %% compare-bias
print("bias changed:", not torch.equal(bias_before, model.bias))

# %% picture-inference
flowlab.pictures.inference(x, model, pred)

# %% picture-weights
flowlab.pictures.weights(weight_before, bias_before, model)

# %% summary [markdown] lang="en"
# ## What you saw
#
# - Three times `False`: not in training mode, no history, no change. That is inference.
# - The answer is the same 1.9 that lab 01 computed in its forward step. Training begins with an inference
#   and goes on from there: loss, backward, step.
# - So inference is the lighter of the two. Lab 03 measures it, phase by phase.
# - You can ask the model a million times and it will not change. A model learns only when someone calls
#   `backward()` and `step()`.
#
# **Next:** `03_training_vs_inference.en.ipynb` measures how much more work training is.

# %% summary [markdown] lang="ja"
# ## ここで見たこと
#
# - `False` が 3 つ出ました。学習モードではない、計算の道すじを覚えていない、何も変わっていない。これが推論です。
# - 答えの 1.9 は、ラボ 01 の forward と同じです。学習も推論と同じ forward から始まり、その先の loss、backward、
#   step へ進みます。
# - ですから、推論のほうが軽い処理です。ラボ 03 で、段階ごとに測ります。
# - 100 万回たずねても、モデルは変わりません。モデルが学習するのは、誰かが `backward()` と `step()` を呼んだとき
#   だけです。
#
# **次は** `03_training_vs_inference.ja.ipynb` です。学習の計算がどのくらい多いのかを測ります。

# %% exercises [markdown] lang="en"
# ## Try it yourself
#
# 1. Change your copy as an exercise says, run all cells again, compare with what you expected, and save (Ctrl + S).
# 2. Make the last cell `flowlab.check("2.1")` save, and run it: it says what is right and what not yet.
# 3. `make reset LAB=02` gives you a fresh copy for the next one; yours stays, with date and time in its name.

# %% exercises [markdown] lang="ja"
# ## やってみよう
#
# 1. 問題のとおりに書き換えて全部のセルを実行し直し、予想と比べます。終わったら保存します（Ctrl + S）。
# 2. 最後のセルを `flowlab.check("2.1")` に書き換え、保存してから実行すると、できたところと、まだのところが分かります。
# 3. `make reset LAB=02` で、次の問題のために元に戻せます。今までのものは、日付と時刻の付いた名前で残ります。

# %% exercise-1 [markdown] lang="en"
# **2.1 Leave `no_grad` out.** Delete the `with` line, and write `pred = model(x)` alone, at the beginning of its line.
#
# What to expect: the same prediction, and still nothing changes; but `pred.requires_grad: True`. The answer now keeps
# the history that training would need (it is printed with a `grad_fn`), and nobody uses it.

# %% exercise-1 [markdown] lang="ja"
# **2.1 `no_grad` を使わない。** `with` の行を消し、`pred = model(x)` を行の先頭から書きます。
#
# 予想：予測は同じで、モデルも変わりません。`pred.requires_grad` だけが `True` に変わります。答えが、学習に必要な計算の
# 道すじを覚えるようになったからです（表示にも `grad_fn` が付きます）。ただし、ここでは、その道すじは使われません。

# %% exercise-2 [markdown] lang="en"
# **2.2 Answer in training mode.** Write `model.train()` in place of `model.eval()`.
#
# What to expect: the same prediction to the last digit. `nn.Linear` answers alike in both modes; with dropout or batch
# normalisation you would get another answer, and that is why `eval()` belongs to inference.

# %% exercise-2 [markdown] lang="ja"
# **2.2 学習モードで答える。** `model.eval()` を `model.train()` に変えます。
#
# 予想：予測は、最後の桁まで同じです。`nn.Linear` は、どちらのモードでも同じ答えを出します。
# ドロップアウトやバッチ正規化があると、答えが変わってしまいます。だから、推論では `eval()` を必ず書きます。

# %% exercise-3 [markdown] lang="en"
# **2.3 Ask another question.** Let the input be `[[3.0, 2.0, 1.0]]`.
#
# What to expect: 1.5, and once more three `False`.

# %% exercise-3 [markdown] lang="ja"
# **2.3 別の問題を出す。** 入力を `[[3.0, 2.0, 1.0]]` にします。
#
# 予想：予測は 1.5 です。今度も `False` が 3 つ並びます。

# %% your-answer
flowlab.check()
