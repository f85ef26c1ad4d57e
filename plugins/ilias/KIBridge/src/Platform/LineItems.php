<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\Grade;
use Kibridge\Ilias\Object\Grades;
use Kibridge\Ilias\Port\Campus;
use Kibridge\Ilias\Port\Place;

/** Line items: one for each feedback object. They are made and deleted in ILIAS, with their object. */
final class LineItems
{
    public const MEDIA_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
    public const MEDIA_ITEMS = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
    public const MEDIA_RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';
    private const MAXIMUM = 100;

    public function __construct(private Campus $campus, private Activities $activities, private Grades $grades)
    {
    }

    /** @throws Problem */
    public function list(Connection $connection, Request $request, int $contextRefId): Reply
    {
        if ($this->campus->containerType($contextRefId) === null) {
            throw new Problem(404, 'not_found', 'there is no such course');
        }
        $link = $request->query['resource_link_id'] ?? '';
        $items = [];
        foreach ($this->campus->placesIn($contextRefId) as $refId) {
            $place = $this->campus->place($refId);
            $activity = $place === null ? null : $this->activities->find($place->objId);
            if ($activity === null || $activity->kind !== Activity::FEEDBACK || $place->contextRefId !== $contextRefId) {
                continue;
            }
            if ($link === '' || $link === $activity->linkId) {
                $items[] = $this->item($connection, $place, $activity);
            }
        }
        [$page, $headers] = Pages::cut($request, (new Addresses($connection->issuer))->lineItems($contextRefId), $items);
        return Pages::reply($page, self::MEDIA_ITEMS, $headers);
    }

    /** @throws Problem */
    public function show(Connection $connection, int $refId): Reply
    {
        [$place, $activity] = $this->find($refId);
        return Pages::reply($this->item($connection, $place, $activity), self::MEDIA_ITEM, []);
    }

    /** @throws Problem */
    public function results(Connection $connection, Request $request, int $refId): Reply
    {
        [$place] = $this->find($refId);
        $url = (new Addresses($connection->issuer))->lineItem($refId);
        $results = [];
        foreach ($this->grades->all($place->objId) as $grade) {
            if ($grade->isGraded() && in_array($request->query['user_id'] ?? '', ['', (string) $grade->userId], true)) {
                $results[] = $this->result($url, $grade);
            }
        }
        [$page, $headers] = Pages::cut($request, $url . '/results', $results);
        return Pages::reply($page, self::MEDIA_RESULTS, $headers);
    }

    /**
     * @return array{0: Place, 1: Activity}
     * @throws Problem
     */
    public function find(int $refId): array
    {
        $place = $this->campus->place($refId);
        $activity = $place === null ? null : $this->activities->find($place->objId);
        if ($place === null || $activity === null || $activity->kind !== Activity::FEEDBACK) {
            throw new Problem(404, 'not_found', 'there is no such line item');
        }
        return [$place, $activity];
    }

    /** @return array<string, mixed> */
    private function item(Connection $connection, Place $place, Activity $activity): array
    {
        return [
            'id' => (new Addresses($connection->issuer))->lineItem($place->refId),
            'label' => $place->title,
            'scoreMaximum' => self::MAXIMUM,
            'resourceLinkId' => $activity->linkId,
            'resourceId' => '',
            'tag' => '',
        ];
    }

    /** @return array<string, mixed> */
    private function result(string $url, Grade $grade): array
    {
        return array_filter([
            'id' => $url . '/results/' . $grade->userId,
            'scoreOf' => $url,
            'userId' => (string) $grade->userId,
            'resultScore' => $grade->points,
            'resultMaximum' => $grade->pointsMax,
            'comment' => $grade->remark === '' ? null : $grade->remark,
        ], static fn ($value): bool => $value !== null);
    }
}
