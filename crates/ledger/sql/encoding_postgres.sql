-- How the server stores text.
SELECT current_setting('server_encoding')
