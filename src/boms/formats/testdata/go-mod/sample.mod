module mill.example/line

go 1.24

require mill.example/valve v1.0.0
