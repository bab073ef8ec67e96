# Every verb, in the order a person meets them. `make` alone prints them; each runs one script.

PYTHON3 ?= python3
.DEFAULT_GOAL := help

# What is typed behind `make` goes to the scripts as LAB_<name>; they refuse a name that they do not know, and one
# that the verb does not take.
# A PORT or PYTHON of the shell's own means something else and is not taken.
typed := $(foreach v,$(.VARIABLES),$(if $(filter command,$(origin $(v))),$(v)))
# Its value is text: make, which hands on every variable, would run what a file's name may hold, $(shell …) for one.
$(foreach v,$(filter-out MAKE% -%,$(typed)),$(eval override export $(v) := $$(value $(v))))
export MAKE_TYPED := $(patsubst LAB_%,%,$(filter-out PYTHON3 LAB_LANG MAKE% -%,$(typed))) $(filter LAB_LANG,$(typed))
$(foreach v,$(filter-out PYTHON3 LAB_% MAKE% -%,$(typed)),$(eval export LAB_$(v) = $$(value $(v))))

.PHONY: help doctor lab url check stop reset image env clean verify bundle load fleet fleet-down seats seats-down collect test bench notebooks pages lock sbom audit lint

help: ## print this list | この一覧を表示する
	@$(PYTHON3) scripts/help.py

doctor: ## find out whether this machine will run the lab | このコンピューターでラボが動くかどうかを調べる
	@$(PYTHON3) -B scripts/doctor.py

lab: ## start JupyterLab with the labs, and print its address | JupyterLab を起動して、開くアドレスを表示する
	@$(PYTHON3) scripts/lab.py

url: ## print the address of the running lab | 動いているラボのアドレスを表示する
	@$(PYTHON3) scripts/url.py

check: ## find out whether the step really happened, and on what | ステップが本当に実行されたか、どこで計算したかを調べる
	@$(PYTHON3) scripts/check.py

stop: ## end the lab | ラボを終了する
	@$(PYTHON3) scripts/stop.py

reset: ## a fresh copy of a lab (LAB=01); yours is kept beside it | ラボを元に戻す（LAB=01）。自分のノートブックは別の名前で残る
	@$(PYTHON3) scripts/reset.py

image: ## build the lab's container image | ラボのコンテナーイメージを作る
	@$(PYTHON3) scripts/image.py

env: ## write what was found on this machine into .env, for docker compose by hand | このコンピューターの情報を .env に書く（手動で docker compose を使うため）
	@$(PYTHON3) scripts/env.py

clean: ## remove what the lab made; asks before it removes anything of yours | ラボが作ったものを消す（あなたのものは、消す前に確認する）
	@$(PYTHON3) scripts/clean.py

verify: ## check somebody else's record (RECORD=…) | ほかの人の記録を確かめる（RECORD=…）
	@$(PYTHON3) scripts/verify.py

bundle: ## pack the lab's image and this checkout into one folder | ラボのイメージとこのチェックアウトを 1 つのフォルダーにまとめる
	@$(PYTHON3) scripts/bundle.py

load: ## verify a bundle and load its image (BUNDLE=…) | バンドルを確かめてから、イメージを読み込む（BUNDLE=…）
	@$(PYTHON3) scripts/load.py

fleet: ## set up and check every machine of a list (HOSTS=…) | 一覧のすべてのコンピューターにラボを準備し、判定する（HOSTS=…）
	@$(PYTHON3) scripts/fleet.py

fleet-down: ## take back what make fleet did (HOSTS=…) | make fleet がしたことを元に戻す（HOSTS=…）
	@$(PYTHON3) scripts/fleet_down.py

seats: ## open N seats on this machine (N=…) | このコンピューターに N 人分の席を用意する（N=…）
	@$(PYTHON3) scripts/seats.py

seats-down: ## close the seats; the learners' work stays | 席を閉じる（受講者のファイルは残る）
	@$(PYTHON3) scripts/seats_down.py

collect: ## gather the seats' notebooks and judge each | 各席のノートブックを集めて、1 つずつ判定する
	@$(PYTHON3) scripts/collect.py

test: ## run the project's own tests | このプロジェクト自身のテストを実行する
	@$(PYTHON3) scripts/test.py

bench: ## measure what the project claims, side by side with its peers | このプロジェクトが示す数値を、比較対象と並べて測る
	@$(PYTHON3) scripts/bench.py

notebooks: ## make the notebooks from labs/*.py | labs/*.py からノートブックを作る
	@$(PYTHON3) scripts/notebooks.py

pages: ## make web pages of the labs as the newest check ran them: runs/pages/ | いちばん新しい判定で動いたラボを、ウェブページにする：runs/pages/
	@$(PYTHON3) scripts/pages.py

lock: ## lock the newest versions and hashes of docker/*.in | docker/*.in の最新版とハッシュを記録し直す
	@$(PYTHON3) scripts/lock.py

sbom: ## list what the images are made of, as CycloneDX: runs/sbom/ | イメージが何でできているかの一覧を CycloneDX 形式で書く：runs/sbom/
	@$(PYTHON3) scripts/sbom.py

audit: ## ask whether a locked package has a known vulnerability | 固定してあるパッケージに、既知の脆弱性がないかを問い合わせる
	@$(PYTHON3) scripts/audit.py

lint: ## run the linters, and compare the notebooks with their source | lint を実行し、ノートブックが元と同じかを調べる
	@$(PYTHON3) scripts/lint.py

.DEFAULT:
	@LAB_VERB=$@ $(PYTHON3) scripts/help.py
