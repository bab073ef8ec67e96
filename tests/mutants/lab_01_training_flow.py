"""Ways in which lab 01 can be wrong, edits that do no harm, and its exercises solved. A new one is a new row."""

from __future__ import annotations

from mutants.notebook import TRAINING, Edit, Row

STEP, LAST = "optimizer.step()\n", "ask-again"
NO_GRAD = "with torch.no_grad():\n    "
EDITED = "model.weight.data.mul_(2)\nmodel(x)\nmodel.weight.data.div_(2)\n"
SWAPPED = "own, model.weight = model.weight, nn.Parameter(model.weight.detach() * 2)\nmodel(x)\nmodel.weight = own\n"
# For mutants without a gradient to print: the lab's own line would stop on None first.
NO_GRAD_PRINT: Edit = ("step", "model.weight.grad.cpu()", "model.weight.grad")
POSE = 'publish_display_data({"application/vnd.rocm-lab.facts+json": {"nonce": "?", "objects": {}}})'
CLAIM_HIP = (
    'torch.version.hip = "7.15.26333"\ntorch.cuda.is_available = lambda: True\n'
    'torch.cuda.get_arch_list = lambda: ["gfx942"]\n'
    'torch.cuda.get_device_properties = lambda _: __import__("types").SimpleNamespace(name="MI300X", gcnArchName="gfx942")'
)


def training(name: str, reason: str, *edits: Edit, **more: float) -> Row:
    return Row(name, TRAINING, edits, reason, **more)


MUTANTS = [
    # the step
    training("step left out", "step runs", ("step", STEP, "")),
    training("step too early", "order", ("backward", "loss", "optimizer.step()\nloss"), ("step", STEP, "")),
    training("step twice", "step runs", ("step", STEP, STEP * 2)),
    training("step scaled by its gradient", "weight.grad", ("step", STEP, f"model.weight.grad.mul_(0.5)\n{STEP}")),
    training("step scaled afterwards", "weight after", ("step", "", f"{NO_GRAD}model.weight.lerp_(weight_before, 0.5)")),
    training("step by hand, without the optimizer", "step runs",
             ("step", STEP, f"{NO_GRAD}[p.sub_(0.1 * p.grad) for p in model.parameters()]\n")),
    training("step left out, change claimed in print", "step runs",
             ("step", STEP, ""), ("step", "not torch.equal(weight_before, model.weight)", "True")),
    # backward
    training("backward left out", "exception", ("backward", "loss.backward()", "pass")),
    training("backward left out, print adapted", "backward runs", ("backward", "loss.backward()", "pass"), NO_GRAD_PRINT),
    training("backward twice", "backward runs", ("backward", "loss.b", "loss.backward(retain_graph=True)\nloss.b")),
    # what is said in the notebook is nobody's word
    training("a check that always says well done", "optimizer", ("imports", "", "flowlab.check = print"),
             ("optimizer", "SGD", "Adam"), ("your-answer", "check()", 'check("labs PASS")')),
    # the optimizer
    training("Adam", "optimizer", ("optimizer", "SGD", "Adam")),
    training("momentum", "optimizer", ("optimizer", "lr=0.1", "lr=0.1, momentum=0.9")),
    training("weight decay", "optimizer", ("optimizer", "lr=0.1", "lr=0.1, weight_decay=0.01")),
    training("ascent", "optimizer", ("optimizer", "lr=0.1", "lr=0.1, maximize=True")),
    training("lr 0", "input lr", ("optimizer", "lr=0.1", "lr=0.0")),
    training("lr off by one in a thousand", "input lr", ("optimizer", "lr=0.1", "lr=0.1001")),
    training("lr off by ten percent", "input lr", ("optimizer", "lr=0.1", "lr=0.11")),
    training("lr negative", "input lr", ("optimizer", "", 'optimizer.param_groups[0]["lr"] = -0.1')),
    training("lr changed for the step and put back", "input lr",
             ("step", STEP, 'g = optimizer.param_groups[0]\ng["lr"] = 0.2\noptimizer.step()\ng["lr"] = 0.1\n')),
    training("bias not given to the optimizer", "optimizer parameters", ("optimizer", "model.parameters()", "[model.weight]")),
    # frozen, untracked
    training("frozen weight", "weight.grad", ("model", "", "model.weight.requires_grad_(False)"), NO_GRAD_PRINT),
    training("frozen bias", "bias.grad", ("model", "", "model.bias.requires_grad_(False)")),
    training("no_grad round the forward", "exception", ("forward", "pred = m", f"{NO_GRAD}pred = m")),
    training("prediction cut off from the model", "backward runs",
             ("forward", "model(x)", "model(x).detach().requires_grad_()"), NO_GRAD_PRINT),
    # the inputs, each changed consistently everywhere
    training("another weight", "input weight", ("model", "0.2", "0.25")),
    training("another bias", "input bias", ("model", "0.5", "0.6")),
    training("another x", "input x", ("data", "3.0", "4.0")),
    training("another y", "input y", ("data", "2.5", "2.6")),
    training("another lr", "input lr", ("optimizer", "0.1", "0.01")),
    training("a second sample", "input x", ("data", "[[1.0, 2.0, 3.0]]", "[[1.0, 2.0, 3.0]] * 2"),
             ("data", "[[2.5]]", "[[2.5]] * 2"), (LAST, "pred_after.item()", "pred_after[0].item()")),
    # the loss
    training("L1 loss", "loss function", ("optimizer", "MSELoss", "L1Loss")),
    training("summed loss", "loss function", ("optimizer", "MSELoss()", 'MSELoss(reduction="sum")')),
    # afterwards
    training("weight changed afterwards", "weight after", (LAST, "", f"{NO_GRAD}model.weight.add_(0.01)")),
    training("bias changed afterwards", "bias after", (LAST, "", f"{NO_GRAD}model.bias.add_(0.01)")),
    training("weight restored afterwards", "weight changed", (LAST, "", f"{NO_GRAD}model.weight.copy_(weight_before)")),
    training("before kept as another name, not a copy", "input weight", ("before", "model.weight.detach().clone()", "model.weight.detach()")),
    # numbers that are none
    training("NaN in the gradient", "weight.grad", ("step", STEP, f'model.weight.grad.fill_(float("nan"))\n{STEP}')),
    training("NaN in the input", "input x", ("data", "3.0", 'float("nan")')),
    training("infinity in the bias afterwards", "bias after", (LAST, "", f'{NO_GRAD}model.bias.fill_(float("inf"))')),
    # changes that leave no version
    training("weights edited and put back", "silent changes", ("forward", "pred = m", f"{EDITED}pred = m")),
    training("another parameter for one forward", "silent changes", ("forward", "pred = m", f"{SWAPPED}pred = m")),
    training("a bias edited for the step alone", "silent changes",
             ("step", STEP, f"model.bias.data.add_(1)\n{STEP}model.bias.data.sub_(1)\n")),
    # the mode
    training("eval where train belongs", "mode", ("train", "model.train()", "model.eval()")),
    training("eval for the forward alone", "mode", ("forward", "pred = m", "model.eval()\npred = m"),
             ("step", "", "model.train()")),
    training("double precision throughout", "dtype", ("imports", "", "torch.set_default_dtype(torch.float64)")),
    training("half precision at the end", "dtype", (LAST, "", "model = model.bfloat16()")),
    training("the input turned into integers", "dtype", (LAST, "", "x = x.long()")),
    training("a second way back through the model", "backward runs", ("backward", "loss.b", "(0 * model.weight.sum()).backward()\nloss.b")),
    # what it prints
    training("the lesson turned round in print", "prints",
             (LAST, 'print("loss after the step =", round(loss_after', 'print("loss after the step =", round(loss')),
    training("bias typed in", "prints", ("after", "model.bias.detach().cpu()", "bias_before.cpu()")),
    training("a loss typed in", "prints", ("loss", '"loss =", round(loss.item(), 4)', '"loss = 0.12"')),
    training("a second, contradicting line", "prints", (LAST, "", 'print("weight changed = False")')),
    training("a line left out", "prints", ("train", 'print("model.training =", model.training)', "pass")),
    training("lines in another order", "prints", ("train", 'print("model.training =", model.training)', "pass"),
             (LAST, "", 'print("model.training =", model.training)')),
    training("device cuda typed in", "prints", ("device", '"device =", device', '"device = cuda"')),
    training("a picture of another step", "pictures", ("picture-step", "pred, y_true", "pred * 2, y_true")),
    training("a picture of weights that stay", "pictures", ("picture-weights", "weights(weight_before, bias_before", "weights(model.weight, model.bias")),
    # names
    training("a name deleted", "names", (LAST, "", "del pred")),
    training("the loss bound to a number", "loss", (LAST, "", "loss = loss.item()")),
    training("the input bound to a string", "input x", (LAST, "", 'x = "1, 2, 3"')),
    training("the model bound to a new one", "optimizer parameters", (LAST, "", "model = nn.Linear(3, 1)")),
    # how it ends
    training("an exception", "exception", ("data", "", "1 / 0")),
    training("sys.exit(0)", "stopped-early", ("data", "", "import sys\nsys.exit(0)")),
    training("exit() at the end", "kernel-died", (LAST, "", "exit()")),
    training("os._exit(0)", "kernel-died", ("data", "", "import os\nos._exit(0)")),
    training("an endless cell", "timeout", ("data", "", "while True:\n    pass"), cell_seconds=2),
    training("the kernel killed", "kernel-died", ("data", "", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")),
    # claims of another device
    training("model on another device than the lab says", "device", (LAST, "", 'device = torch.device("cuda")')),
    training("model on the meta device", "exception", ("model", "model.to(device)", 'model.to("meta")')),
    training("posing as the probe", "stray-facts", (LAST, "", f"from IPython.display import publish_display_data\n{POSE}")),
    training("torch overwritten to claim HIP", "torch-untouched", ("data", "", CLAIM_HIP)),
    training("only the HIP version overwritten", "torch-untouched", ("imports", "", 'torch.version.hip = "7.15.26333"')),
    training("is_available overwritten", "torch-untouched", ("data", "", "torch.cuda.is_available = lambda: True")),
]  # fmt: skip

HARMLESS = [
    Row("the judge asked in the middle", TRAINING, (("forward", "", "flowlab.check()"), ("+backward", "", 'flowlab.check("1.2")'))),
    Row("a check of one's own", TRAINING, (("imports", "", "flowlab.check = print"),)),
    Row("the data before the model", TRAINING, (("model", "model = nn", "x = torch.tensor([[1.0, 2.0, 3.0]])\nmodel = nn"),)),
    Row("an extra cell's worth of code", TRAINING, ((LAST, "", "squares = [n * n for n in range(10)]\nsquares[-1]"),)),
    Row("comments", TRAINING, (("forward", "pred = m", "# the model answers\npred = m"),)),
    Row("more prints", TRAINING, (("forward", "", 'print("x is", x, "and the answer", pred.item())'),)),
    Row("a plot", TRAINING, ((LAST, "", "import matplotlib.pyplot as plt\nplt.plot([0.36, 1.44])\nplt.show()"),)),
    Row("a renamed helper", TRAINING, (("imports", "import flowlab", "import flowlab as helpers"), ("device", "flowlab", "helpers"), ("your-answer", "flowlab", "helpers"))),
    Row("weights set another way", TRAINING, (("model", "model.weight.copy_(", "model.weight.set_("),)),
    Row("gradients cleared to zeros", TRAINING, (("forward", "zero_grad()", "zero_grad(set_to_none=False)"),)),
    Row("train mode said twice", TRAINING, (("train", "model.train()", "model.train()\nmodel.train(True)"),)),
    Row("lines of one's own that begin like the lab's", TRAINING,
        (("+loss", "", "print('loss =', loss)"), ("+forward", "", "print('pred = ', pred.item())"), ("+step", "", "print('weight changed = no?')"))),
    Row("a rate as a tensor", TRAINING, (("optimizer", "lr=0.1", "lr=torch.tensor(0.1)"),)),
    Row("a scheduler after the step", TRAINING,
        (("optimizer", "", "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)"), ("step", STEP, f"{STEP}scheduler.step()\n"))),
    Row("a tensor of one's own kind", TRAINING,
        (("data", "x = torch.tensor([[1.0, 2.0, 3.0]], device=device)",
          "class Named(torch.Tensor):\n    pass\n\n\nx = torch.tensor([[1.0, 2.0, 3.0]], device=device).as_subclass(Named)"),)),
    Row("weights set through .data at first", TRAINING, (("model", "", "model.weight.data = model.weight.data.clone()"),)),
    Row("a picture of one's own", TRAINING, (("+picture-weights", "", "flowlab.pictures.weights(weight_before * 0, bias_before, model)"),)),
    Row("a fused optimizer", TRAINING, (("optimizer", "lr=0.1", "lr=0.1, fused=True"),)),
    Row("pictures imported by themselves", TRAINING,
        (("imports", "import flowlab", "import flowlab\nfrom flowlab import pictures"), ("picture-weights", "flowlab.pictures", "pictures"))),
    Row("two pictures in one cell", TRAINING,
        (("picture-weights", "flowlab.pictures.weights(weight_before, bias_before, model)", "display(flowlab.pictures.weights(weight_before, bias_before, model))\n"
          "flowlab.pictures.training_step(x, weight_before, bias_before, pred, y_true, loss, model)"),)),
    Row("a seed", TRAINING, (("imports", "", "torch.manual_seed(0)"),)),
    Row("eval before asking again", TRAINING, ((LAST, "with", "model.eval()\nwith"),)),
    Row("two groups of parameters", TRAINING,
        (("optimizer", "model.parameters()", '[{"params": [model.weight]}, {"params": [model.bias]}]'),)),
    Row("a profiler of its own", TRAINING,
        (("forward", "pred = model(x)", "with torch.profiler.profile():\n    pred = model(x)"),)),
    Row("a loss by the function", TRAINING, (("loss", "loss_fn(pred, y_true)", "nn.functional.mse_loss(pred, y_true)"),)),
    Row("a loss shown as a tensor, a prediction as a number", TRAINING,
        (("loss", "round(loss.item(), 4)", "loss"), ("forward", "pred.detach().cpu())", "pred.item())"))),
    Row("the prediction reshaped", TRAINING, (("forward", "model(x)", "model(x).squeeze().unsqueeze(0).unsqueeze(0)"),)),
    Row("a toy backward elsewhere", TRAINING,
        (("imports", "", "w = torch.ones(1, requires_grad=True)\n(w * 2).backward()\n(w * 3).backward()"),)),
    Row("more digits in print", TRAINING, (("loss", "", 'print("loss =", loss.item())'),)),
    Row("timed before it learns", TRAINING, (("train", "", "%timeit -n 2000 -r 3 model(x)"),)),
    Row("a builtin's name taken", TRAINING, ((LAST, "", "globals = print = list = {}"),)),
    Row("gradients off at the end", TRAINING, ((LAST, "", "torch.set_grad_enabled(False)"),)),
]  # fmt: skip

SOLVED = [
    Row("exercise 1.1", TRAINING, (("step", "optimizer.step()", "# optimizer.step()"),), exercise="1.1"),
    Row("exercise 1.2", TRAINING, (("optimizer", "lr=0.1", "lr=1 / 30"),), exercise="1.2"),
    Row("exercise 1.3", TRAINING, (("data", "[[1.0, 2.0, 3.0]]", "[[3.0, 2.0, 1.0]]"),), exercise="1.3"),
]  # fmt: skip
