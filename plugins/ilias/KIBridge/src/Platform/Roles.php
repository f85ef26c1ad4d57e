<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Port\Campus;

/** Who somebody is to the bridge: by their rights on the object first, then by their role in the course. */
final class Roles
{
    private const CONTEXT = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';
    public const INSTRUCTOR = self::CONTEXT . 'Instructor';
    public const ASSISTANT = 'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant';
    public const LEARNER = self::CONTEXT . 'Learner';
    public const ADMINISTRATOR = 'http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator';

    public function __construct(private Campus $campus)
    {
    }

    /**
     * @param string|null $inCourse Campus::ADMIN, TUTOR, MEMBER; NULL: no participant
     * @return list<string>
     */
    public function of(int $userId, int $refId, ?string $inCourse): array
    {
        if ($this->campus->mayWrite($userId, $refId)) {
            $roles = [self::INSTRUCTOR];
        } elseif ($inCourse === Campus::ADMIN) {
            $roles = [self::INSTRUCTOR];
        } elseif ($inCourse === Campus::TUTOR) {
            $roles = [self::ASSISTANT];
        } else {
            $roles = [self::LEARNER];
        }
        if ($this->campus->isSystemAdministrator($userId)) {
            $roles[] = self::ADMINISTRATOR;
        }
        return $roles;
    }
}
