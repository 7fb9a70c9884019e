-- Run once by the postgres image, when its volume is empty.
create database airflow;
create database news;
