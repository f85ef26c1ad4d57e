<?php

// Part of kibridge. GPL-3.0-or-later.
// The zip of each ILIAS version narrows these two: tools/package/ilias.sh.
$ilias_min_version = '8.0';
$ilias_max_version = '11.999';

$id = 'xkib';
$version = '0.1.0';
$responsible = 'The kibridge developers';
$responsible_mail = '';
$learning_progress = true;
$supports_export = true;
