module plant.example/edge

go 1.16

require example.com/alpha v1.2.0
