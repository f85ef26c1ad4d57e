<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Port\Campus;
use Kibridge\Ilias\Port\Place;
use Kibridge\Ilias\Store\Settings;

/** The message of a launch: what the bridge learns of the person, the object and the course. */
final class Launch
{
    private const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';
    private const LIFE_S = 120;
    public const KIND = 'kibridge_kind';
    public const HISTORY = 'kibridge_link_history';

    public function __construct(
        private Campus $campus,
        private Activities $activities,
        private Roles $roles,
        private Settings $settings
    ) {
    }

    /** @return array<string, mixed> claims of an id_token */
    public function claims(Connection $connection, Place $place, int $userId, string $locale, string $nonce, int $now): array
    {
        $activity = $this->activities->find($place->objId) ?? new Activity($place->objId, 'obj' . $place->objId);
        $participants = $place->contextRefId ? $this->campus->participants($place->contextRefId) : [];
        $claims = [
            'iss' => $connection->issuer,
            'aud' => $connection->clientId,
            'sub' => (string) $userId,
            'iat' => $now,
            'exp' => $now + self::LIFE_S,
            'nonce' => $nonce,
            self::CLAIM . 'message_type' => 'LtiResourceLinkRequest',
            self::CLAIM . 'version' => '1.3.0',
            self::CLAIM . 'deployment_id' => Connection::DEPLOYMENT,
            self::CLAIM . 'target_link_uri' => $connection->targetUrl,
            self::CLAIM . 'resource_link' => self::filled([
                'id' => $activity->linkId,
                'title' => $place->title,
                'description' => $place->description,
            ]),
            self::CLAIM . 'roles' => $this->roles->of($userId, $place->refId, $participants[$userId] ?? null),
            self::CLAIM . 'launch_presentation' => ['locale' => $locale, 'document_target' => 'iframe'],
            self::CLAIM . 'tool_platform' => [
                'guid' => $connection->issuer,
                'product_family_code' => Registration::PRODUCT,
                'name' => 'ILIAS',
            ],
            self::CLAIM . 'custom' => self::filled([
                self::KIND => $activity->kind,
                self::HISTORY => implode(',', $activity->history),
            ]),
        ];
        return $claims + $this->course($connection, $place) + $this->grades($connection, $place, $activity) + $this->name($userId);
    }

    /** @return array<string, mixed> */
    private function course(Connection $connection, Place $place): array
    {
        if ($place->contextRefId === 0) {
            return [];
        }
        $type = $place->contextType === 'crs' ? 'CourseOffering' : 'Group';
        return [
            self::CLAIM . 'context' => [
                'id' => (string) $place->contextRefId,
                'title' => $place->contextTitle,
                'label' => $place->contextTitle,
                'type' => ["http://purl.imsglobal.org/vocab/lis/v2/course#$type"],
            ],
            'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice' => [
                'context_memberships_url' => (new Addresses($connection->issuer))->members($place->contextRefId, $place->refId),
                'service_versions' => ['2.0'],
            ],
        ];
    }

    /** @return array<string, mixed> */
    private function grades(Connection $connection, Place $place, Activity $activity): array
    {
        if ($activity->kind !== Activity::FEEDBACK) {
            return [];
        }
        $addresses = new Addresses($connection->issuer);
        $endpoint = ['scope' => Scope::GRADES, 'lineitem' => $addresses->lineItem($place->refId)];
        if ($place->contextRefId) {
            $endpoint['lineitems'] = $addresses->lineItems($place->contextRefId);
        }
        return ['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint' => $endpoint];
    }

    /** @return array<string, string> nothing, unless the administrator wants names to be sent */
    private function name(int $userId): array
    {
        if ($this->settings->get('names') !== '1') {
            return [];
        }
        $name = $this->campus->names([$userId])[$userId] ?? ['given' => '', 'family' => ''];
        return self::filled([
            'name' => trim($name['given'] . ' ' . $name['family']),
            'given_name' => $name['given'],
            'family_name' => $name['family'],
        ]);
    }

    /**
     * @param array<string, string> $texts
     * @return array<string, string>
     */
    private static function filled(array $texts): array
    {
        return array_filter($texts, static fn (string $text): bool => $text !== '');
    }
}
