<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\Progress;
use Kibridge\Ilias\Platform\LineItems;
use Kibridge\Ilias\Platform\Scope;
use Kibridge\Ilias\Platform\Scores;

/** Scores, line items, members: what the bridge may do here, and what it gets. */
final class ServicesTest extends Kit
{
    /** @param array<string, mixed> $change */
    private function score(array $change = [], int $refId = 80, string $type = Scores::MEDIA): int
    {
        $score = array_filter($change + [
            'userId' => '21',
            'scoreGiven' => 7.5,
            'scoreMaximum' => 10,
            'comment' => '<b>Gut</b> begründet',
            'activityProgress' => 'Completed',
            'gradingProgress' => 'FullyGraded',
            'timestamp' => '2026-11-28T10:00:00.123Z',
        ], static fn ($value): bool => $value !== null);
        return $this->service('POST', "/activities/$refId/lineitem/scores", $this->bearer(Scope::SCORE), [], (string) json_encode($score), $type)->status;
    }

    private function status(): int
    {
        $activity = $this->parts->activities()->find(180);
        return Progress::of($activity, $this->parts->grades()->find(180, 21));
    }

    public function testAScoreBecomesLearningProgress(): void
    {
        $this->assertSame(204, $this->score());
        $this->assertSame([['obj' => 180, 'user' => 21, 'mark' => '7.5 / 10', 'comment' => 'Gut begründet']], $this->world->progress);
        $this->assertSame(Progress::COMPLETED, $this->status());
        $this->assertSame(75, $this->parts->grades()->find(180, 21)->percent());
    }

    public function testBelowTheMarkItIsFailed(): void
    {
        $this->score(['scoreGiven' => 4.9]);
        $this->assertSame(Progress::FAILED, $this->status());
    }

    public function testPendingKeepsTheGradeThatIsThere(): void
    {
        $this->score();
        $this->score(['gradingProgress' => 'PendingManual', 'scoreGiven' => null, 'scoreMaximum' => null, 'timestamp' => '2026-11-28T10:00:01Z']);
        $this->assertSame(7.5, $this->parts->grades()->find(180, 21)->points);
        $this->assertSame('PendingManual', $this->parts->grades()->find(180, 21)->grading);
    }

    public function testAFullGradeWithoutPointsTakesThemBack(): void
    {
        $this->score();
        $this->score(['scoreGiven' => null, 'timestamp' => '2026-11-28T10:00:01Z']);
        $this->assertNull($this->parts->grades()->find(180, 21)->points);
        $this->assertSame(Progress::IN_PROGRESS, $this->status());
    }

    public function testAnOlderScoreIsAConflict(): void
    {
        $this->score();
        foreach (['2026-11-28T10:00:00.123Z', '2026-11-28T10:59:59+01:00'] as $timestamp) {
            $this->assertSame(409, $this->problemOf(fn () => $this->score(['timestamp' => $timestamp, 'scoreGiven' => 1]))->status);
        }
        $this->assertSame(204, $this->score(['timestamp' => '2026-11-28T11:00:00.124+01:00']));
    }

    public function bad(): array
    {
        return [
            'nobody' => [['userId' => null], 400],
            'a number for a name' => [['userId' => 21], 400],
            'a name that is none' => [['userId' => "21' OR 1=1"], 400],
            'somebody outside of the course' => [['userId' => '30'], 404],
            'somebody who is not there' => [['userId' => '4711'], 404],
            'no maximum' => [['scoreMaximum' => null], 400],
            'a maximum of nothing' => [['scoreMaximum' => 0], 400],
            'less than nothing' => [['scoreGiven' => -1], 400],
            'points in words' => [['scoreGiven' => '7'], 400],
            'endless points' => [['scoreGiven' => 1e300], 400],
            'no time' => [['timestamp' => null], 400],
            'a time without a zone' => [['timestamp' => '2026-11-28T10:00:00'], 400],
            'a day that is none' => [['timestamp' => '2026-13-40T10:00:00Z'], 400],
            'no activity' => [['activityProgress' => null], 400],
            'an unknown activity' => [['activityProgress' => 'Sleeping'], 400],
            'an unknown grading' => [['gradingProgress' => 'Maybe'], 400],
            'a comment that is no text' => [['comment' => ['x']], 400],
        ];
    }

    /**
     * @dataProvider bad
     * @param array<string, mixed> $change
     */
    public function testAScoreThatIsWrongChangesNothing(array $change, int $status): void
    {
        $this->assertSame($status, $this->problemOf(fn () => $this->score($change))->status);
        $this->assertSame([], $this->world->progress);
        $this->assertFalse($this->parts->grades()->anybody(180));
    }

    public function testWhoLeftTheCourseAfterOpeningItStillGetsTheGrade(): void
    {
        $this->parts->grades()->opened(180, 30, $this->clock->now());
        $this->assertSame(204, $this->score(['userId' => '30']));
    }

    public function foreign(): array
    {
        return ['a tutor has no grades' => [81], 'a course is no object of ours' => [70], 'nothing is there' => [4711], 'an object without a row' => [82]];
    }

    /** @dataProvider foreign */
    public function testAForeignObjectIsRefused(int $refId): void
    {
        $this->assertSame(404, $this->problemOf(fn () => $this->score([], $refId))->status);
        $this->assertSame(404, $this->problemOf(fn () => $this->service('GET', "/activities/$refId/lineitem", $this->bearer()))->status);
    }

    public function testBodiesAreCheckedBeforeTheyAreRead(): void
    {
        $bearer = $this->bearer(Scope::SCORE);
        $post = fn (string $body, string $type = Scores::MEDIA): int => $this->problemOf(fn () => $this->service('POST', '/activities/80/lineitem/scores', $bearer, [], $body, $type))->status;
        $this->assertSame(415, $post('{}', 'application/json'));
        $this->assertSame(400, $post('no json'));
        $this->assertSame(400, $post('[1,2]'));
        $this->assertSame(400, $post(str_repeat('[', 40) . str_repeat(']', 40)));
        $this->assertSame(413, $post('"' . str_repeat('x', 70000) . '"'));
    }

    public function testLineItemsAreThoseOfTheCourse(): void
    {
        $this->parts->activities()->save(new Activity(181, str_repeat('b', 32), Activity::FEEDBACK, true));
        $reply = $this->service('GET', '/courses/70/lineitems', $this->bearer(), ['limit' => '1']);
        $this->assertSame(LineItems::MEDIA_ITEMS, $reply->headers['Content-Type']);
        $items = json_decode($reply->body, true);
        $this->assertSame([self::ISSUER . '/services.php/activities/80/lineitem'], array_column($items, 'id'));
        $this->assertSame('<' . self::ISSUER . '/services.php/courses/70/lineitems?limit=1&page=2>; rel="next"', $reply->headers['Link']);
        $items = json_decode($this->service('GET', '/courses/70/lineitems', $this->bearer(), ['resource_link_id' => str_repeat('b', 32)])->body, true);
        $this->assertSame(['Tutor'], array_column($items, 'label'));
        $this->assertSame('[]', $this->service('GET', '/courses/72/lineitems', $this->bearer())->body);
        $this->assertSame(404, $this->problemOf(fn () => $this->service('GET', '/courses/71/lineitems', $this->bearer()))->status);
    }

    public function testResultsAreWhatWasGraded(): void
    {
        $this->parts->grades()->opened(180, 22, $this->clock->now());
        $this->score();
        $results = json_decode($this->service('GET', '/activities/80/lineitem/results', $this->bearer())->body, true);
        $this->assertCount(1, $results);
        $this->assertSame(['21', 7.5, 10], [$results[0]['userId'], $results[0]['resultScore'], $results[0]['resultMaximum']]);
        $this->assertSame('[]', $this->service('GET', '/activities/80/lineitem/results', $this->bearer(), ['user_id' => '22'])->body);
    }

    public function testMembersComeInPagesWithTrueRoles(): void
    {
        $people = [];
        $query = ['limit' => '3'];
        for ($page = 1; $page < 10; $page++) {
            $reply = $this->service('GET', '/courses/70/members/80', $this->bearer(), $query);
            foreach (json_decode($reply->body, true)['members'] as $member) {
                $people[$member['user_id']] = preg_replace('~^.*#~', '', $member['roles'][0]);
                $this->assertArrayNotHasKey('name', $member);
            }
            if (!isset($reply->headers['Link'])) {
                break;
            }
            preg_match('~<([^>]+)>; rel="next"~', $reply->headers['Link'], $next);
            parse_str((string) parse_url($next[1], PHP_URL_QUERY), $query);
        }
        $this->assertSame(3, $page);
        $this->assertSame([11 => 'Instructor', 12 => 'TeachingAssistant', 13 => 'Instructor', 21 => 'Learner', 22 => 'Learner', 23 => 'Learner', 24 => 'Learner', 25 => 'Learner'], $people);
    }

    public function testMembersCanBeFilteredByRole(): void
    {
        foreach (['Learner' => 5, 'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor' => 2, 'Mentor' => 0] as $role => $count) {
            $members = json_decode($this->service('GET', '/courses/70/members/80', $this->bearer(), ['role' => $role])->body, true)['members'];
            $this->assertCount($count, $members, $role);
        }
    }

    public function testMembersHaveNamesIfTheAdministratorWantsIt(): void
    {
        $this->settings->set('names', '1');
        $members = json_decode($this->service('GET', '/courses/70/members/80', $this->bearer())->body, true)['members'];
        $this->assertSame('Ada Muster', $members[0]['name']);
    }

    public function testMembersOfAnotherCourseAreRefused(): void
    {
        foreach (['/courses/72/members/80', '/courses/70/members/82', '/courses/70/members/4711', '/courses/71/members/80'] as $path) {
            $this->assertSame(404, $this->problemOf(fn () => $this->service('GET', $path, $this->bearer()))->status, $path);
        }
        $this->assertSame(404, $this->problemOf(fn () => $this->service('GET', '/courses/70/members/80', $this->bearer(), ['rlid' => 'x']))->status);
    }

    public function testObjectsAreMadeAndDeletedInIliasOnly(): void
    {
        foreach ([['POST', '/courses/70/lineitems'], ['DELETE', '/activities/80/lineitem'], ['PUT', '/activities/80/lineitem'], ['GET', '/activities/80/lineitem/scores']] as [$method, $path]) {
            $this->assertSame(405, $this->problemOf(fn () => $this->service($method, $path, $this->bearer()))->status, "$method $path");
        }
        foreach (['', '/', '/activities/0/lineitem', '/activities/80/lineitem/scores/x', '/../auth.php'] as $path) {
            $this->assertSame(404, $this->problemOf(fn () => $this->service('GET', $path, $this->bearer()))->status, $path);
        }
    }
}
