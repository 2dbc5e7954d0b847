// simulated: made for the simulated plant of Havelmark Foods; hashes are of simulated content
module havelmark.example/line-gateway

go 1.21

toolchain go1.21.1

require (
	github.com/eclipse/paho.mqtt.golang v1.4.3
	go.etcd.io/bbolt v1.3.7
	golang.org/x/crypto v0.14.0
	golang.org/x/net v0.15.0
	google.golang.org/grpc v1.56.2
)

require (
	github.com/golang/protobuf v1.5.3 // indirect
	github.com/gorilla/websocket v1.5.0 // indirect
	golang.org/x/sync v0.3.0 // indirect
	golang.org/x/sys v0.13.0 // indirect
	golang.org/x/text v0.13.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20230525234030-28d5490b6b19 // indirect
	google.golang.org/protobuf v1.30.0 // indirect
)
