module sluice/handshakes

go 1.19
