set memory_limit = '8GB';
create table by_place as
    select * from read_csv(
        '/dev/stdin', header = false,
        columns = {'person': 'INTEGER', 'place': 'INTEGER', 'second': 'INTEGER'}
    )
    order by place, second;
create table by_person as select * from by_place order by person, second;
