#!/usr/bin/env python3
"""Chromium as a program that hears nothing of the machine's network: it cannot open a netlink socket.

On Linux, Chromium drops every request that waits for a connection as soon as an address of the machine comes or goes
(net::ERR_NETWORK_CHANGED), also those to 127.0.0.1. An engine makes and removes addresses with each of its networks,
and its tests run beside these. Chromium without netlink takes the network for one that never changes.
"""

import errno
import os
import shutil
import socket
import sys

import pyseccomp

chromium = shutil.which("chromium")
assert chromium, "who starts this has looked"
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
netlink = pyseccomp.Arg(0, pyseccomp.EQ, int(socket.AF_NETLINK))
rules.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", netlink)
rules.load()
os.execv(chromium, [chromium, *sys.argv[1:]])
