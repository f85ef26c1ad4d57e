<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Port\Campus;
use Kibridge\Ilias\Store\Settings;

/** Names and role provisioning: who is in the course, and who teaches there. */
final class Members
{
    public const MEDIA = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';

    public function __construct(private Campus $campus, private Activities $activities, private Roles $roles, private Settings $settings)
    {
    }

    /** @throws Problem */
    public function list(Connection $connection, Request $request, int $contextRefId, int $refId): Reply
    {
        $place = $this->campus->place($refId);
        if ($place === null || $place->contextRefId !== $contextRefId || $contextRefId === 0) {
            throw new Problem(404, 'not_found', 'there is no such object in that course');
        }
        $link = $request->query['rlid'] ?? '';
        if ($link !== '' && $link !== ($this->activities->find($place->objId)->linkId ?? null)) {
            throw new Problem(404, 'not_found', 'another link');
        }
        $url = (new Addresses($connection->issuer))->members($contextRefId, $refId);
        $participants = $this->campus->participants($contextRefId);
        $role = $request->query['role'] ?? '';
        $people = array_keys($participants);
        $member = fn (int $userId): array => [
            'status' => 'Active',
            'user_id' => (string) $userId,
            'roles' => $this->roles->of($userId, $refId, $participants[$userId]),
        ];
        if ($role !== '') {
            $people = array_values(array_filter($people, static fn (int $userId): bool => self::wanted($role, $member($userId)['roles'])));
        }
        [$page, $headers] = Pages::cut($request, $url, $people);
        return Pages::reply([
            'id' => $url,
            'context' => ['id' => (string) $contextRefId, 'label' => $place->contextTitle, 'title' => $place->contextTitle],
            'members' => $this->withNames(array_map($member, $page)),
        ], self::MEDIA, $headers);
    }

    /** @param list<string> $roles */
    private static function wanted(string $role, array $roles): bool
    {
        foreach ($roles as $one) {
            if ($one === $role || substr($one, -strlen('#' . $role)) === '#' . $role) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param list<array<string, mixed>> $page
     * @return list<array<string, mixed>>
     */
    private function withNames(array $page): array
    {
        if ($this->settings->get('names') !== '1') {
            return $page;
        }
        $names = $this->campus->names(array_map(static fn (array $member): int => (int) $member['user_id'], $page));
        foreach ($page as &$member) {
            $name = $names[(int) $member['user_id']] ?? null;
            if ($name !== null) {
                $member += ['name' => trim($name['given'] . ' ' . $name['family']), 'given_name' => $name['given'], 'family_name' => $name['family']];
            }
        }
        return $page;
    }
}
