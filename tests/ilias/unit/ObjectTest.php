<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\Grade;
use Kibridge\Ilias\Object\Progress;
use Kibridge\Ilias\Platform\Keys;
use Kibridge\Ilias\Store\Settings;
use Kibridge\Ilias\Tests\PdoDatabase;

/** Objects, their copies, their times; progress; keys. */
final class ObjectTest extends Kit
{
    public function testAnObjectIsReadAsItWasSaved(): void
    {
        $activity = new Activity(7, Activity::newLinkId(), Activity::FEEDBACK, true, 100, 200, 60, [Activity::newLinkId(), Activity::newLinkId()]);
        $this->parts->activities()->save($activity);
        $this->assertEquals($activity, $this->parts->activities()->find(7));
        $this->parts->activities()->delete(7);
        $this->assertNull($this->parts->activities()->find(7));
    }

    public function testACopyRemembersWhereItComesFromAndStartsOffline(): void
    {
        $first = new Activity(1, str_repeat('1', 32), Activity::FEEDBACK, true);
        $second = $first->copyTo(2);
        $third = $second->copyTo(3);
        $this->assertSame([$second->linkId, $first->linkId], $third->history);
        $this->assertNotSame($second->linkId, $third->linkId);
        $this->assertSame([Activity::FEEDBACK, false], [$third->kind, $third->online]);
    }

    public function testCopiesOfCopiesHaveAnEnd(): void
    {
        for ($copy = new Activity(1, Activity::newLinkId()), $i = 0; $i < 100; $i++) {
            $copy = $copy->copyTo(1);
        }
        $this->assertCount(Activity::HISTORY_MAX, $copy->history);
        $this->assertLessThanOrEqual(1000, strlen(implode(',', $copy->history)));
    }

    public function testAForeignHistoryIsRead(): void
    {
        $id = str_repeat('e', 32);
        $this->assertSame([$id], Activities::ids("$id,'; DROP TABLE x,$id-,,ABC"));
    }

    public function times(): array
    {
        return [
            'always' => [null, null, true], 'not yet' => [101, null, false], 'just now' => [100, null, true],
            'still' => [null, 101, true], 'over' => [null, 100, false], 'between' => [50, 150, true],
        ];
    }

    /** @dataProvider times */
    public function testAnObjectHasTimes(?int $opens, ?int $closes, bool $open): void
    {
        $this->assertSame($open, (new Activity(1, 'x', Activity::TUTOR, true, $opens, $closes))->isOpen(100));
        $this->assertFalse((new Activity(1, 'x', Activity::TUTOR, false, $opens, $closes))->isOpen(100));
    }

    public function progress(): array
    {
        return [
            'nobody' => [null, 50, Progress::NOT_ATTEMPTED],
            'not opened' => [new Grade(1), 50, Progress::NOT_ATTEMPTED],
            'opened' => [new Grade(1, 5), 50, Progress::IN_PROGRESS],
            'handed in' => [new Grade(1, null, null, null, 'Submitted', 'Pending'), 50, Progress::IN_PROGRESS],
            'exactly enough' => [new Grade(1, 5, 5.0, 10.0), 50, Progress::COMPLETED],
            'a third of three' => [new Grade(1, 5, 1.0, 3.0), 33, Progress::COMPLETED],
            'not enough' => [new Grade(1, 5, 4.99, 10.0), 50, Progress::FAILED],
            'nothing, and nothing is needed' => [new Grade(1, 5, 0.0, 10.0), 0, Progress::COMPLETED],
            'points of nothing' => [new Grade(1, 5, 1.0, 0.0), 50, Progress::IN_PROGRESS],
        ];
    }

    /** @dataProvider progress */
    public function testProgressFollowsFromTheGrade(?Grade $grade, int $mastery, int $status): void
    {
        $activity = new Activity(1, 'x', Activity::FEEDBACK, true, null, null, $mastery);
        $this->assertSame($status, Progress::of($activity, $grade));
        $this->assertSame($grade !== null && $status !== 0 ? [1] : [], Progress::people($activity, $grade && $status ? [$grade] : [], $status));
    }

    public function testExtraPointsAreNoMoreThanEverything(): void
    {
        $grade = new Grade(1, 5, 12.0, 10.0);
        $this->assertSame([100, '12 / 10'], [$grade->percent(), $grade->mark()]);
    }

    public function testAnOldKeyStaysUntilNothingItSignedIsValid(): void
    {
        $keys = new Keys(new Settings(new PdoDatabase()), $this->clock);
        $first = $keys->signing()['kid'];
        $this->assertSame($first, $keys->signing()['kid']);
        $keys->rotate();
        $this->assertNotSame($first, $keys->signing()['kid']);
        $this->assertContains($first, array_column($keys->published()['keys'], 'kid'));
        $this->clock->now += 3 * 86400;
        $keys->rotate();
        $this->assertNotContains($first, array_column($keys->published()['keys'], 'kid'));
        $this->assertCount(2, $keys->published()['keys']);
    }

    public function testPrivateHalvesAreNotPublished(): void
    {
        $this->assertStringNotContainsString('PRIVATE', (string) json_encode($this->parts->keys()->published()));
        $this->assertSame(['kty', 'alg', 'use', 'kid', 'n', 'e'], array_keys($this->parts->keys()->published()['keys'][0]));
    }
}
