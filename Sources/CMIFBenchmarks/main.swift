import CMIF
