<?php

// The learning progress in the objects of a title: php progress.php TREE CLIENT TITLE. Prints { scores: [{ login, status, mark, comment }] }.
declare(strict_types=1);

require_once __DIR__ . '/installed.php';

$scores = [];
foreach (ilObject::_getIdsForTitle($argv[3], 'xkib') as $object) {
    $rows = $DIC->database()->queryF('SELECT u.login, m.usr_id, m.status, m.mark, m.u_comment FROM ut_lp_marks m JOIN usr_data u ON u.usr_id = m.usr_id WHERE m.obj_id = %s', ['integer'], [$object]);
    while ($row = $DIC->database()->fetchAssoc($rows)) {
        $status = [ilLPStatus::LP_STATUS_NOT_ATTEMPTED_NUM => 'not attempted', ilLPStatus::LP_STATUS_IN_PROGRESS_NUM => 'in progress', ilLPStatus::LP_STATUS_COMPLETED_NUM => 'completed', ilLPStatus::LP_STATUS_FAILED_NUM => 'failed'];
        $scores[] = ['login' => $row['login'], 'status' => $status[(int) $row['status']], 'mark' => $row['mark'], 'comment' => $row['u_comment']];
    }
}
answer(['scores' => $scores]);
