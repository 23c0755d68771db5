# The other side of photo_cost: zxing-cpp reads grey values from standard input and says what it read and how long it took.
import json
import sys
import time
from importlib.metadata import version

import zxingcpp

print(version("zxing-cpp"), flush=True)
stream = sys.stdin.buffer
while line := stream.readline():
    width, height = map(int, line.split())
    picture = memoryview(stream.read(width * height)).cast("B", shape=[height, width])
    start = time.perf_counter()
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "texts": [code.text for code in codes]}), flush=True)
