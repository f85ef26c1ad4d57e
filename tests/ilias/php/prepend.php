<?php

// What ILIAS expects of a web server and PHP's own one does not say.
$_SERVER['SERVER_ADDR'] ??= '127.0.0.1';
