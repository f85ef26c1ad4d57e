<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

use Kibridge\Ilias\Ilias\IliasParts;
use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Object\Activity;

/** An exported object comes in as a copy: in the same ILIAS it starts with the original's settings, elsewhere empty. */
class ilKIBridgeImporter extends ilXmlImporter
{
    /** Who makes the objects of a course that is imported: until ILIAS 9, and since ILIAS 10. */
    private const CONTAINERS = ['Services/Container', 'components/ILIAS/Container'];

    public function importXmlRepresentation(string $a_entity, string $a_id, string $a_xml, ilImportMapping $a_mapping): void
    {
        $before = libxml_use_internal_errors(true);
        $xml = simplexml_load_string($a_xml, SimpleXMLElement::class, LIBXML_NONET);
        libxml_clear_errors();
        libxml_use_internal_errors($before);
        if ($xml === false) {
            return;
        }
        $made = 0;
        foreach (self::CONTAINERS as $component) {
            $made = $made ?: (int) $a_mapping->getMapping($component, 'objs', $a_id);
        }
        $object = $made ? ilObjectFactory::getInstanceByObjId($made, false) : new ilObjKIBridge();
        if (!$object instanceof ilObjKIBridge) {
            return;
        }
        $object->setTitle((string) $xml->title);
        $object->setDescription((string) $xml->description);
        $object->setImportId($a_id);
        if (!$made) {
            $object->create();
        }
        $object->setActivity(self::read($xml)->copyTo($object->getId()));
        $object->update();
        $a_mapping->addMapping('Plugins/' . ilKIBridgePlugin::ID, ilKIBridgePlugin::ID, $a_id, (string) $object->getId());
    }

    private static function read(SimpleXMLElement $xml): Activity
    {
        $time = static fn (string $text): ?int => preg_match('~^\d{1,12}$~D', $text) ? (int) $text : null;
        $link = Activities::ids((string) $xml['link'])[0] ?? '';
        $history = Activities::ids((string) $xml['history']);
        $ours = IliasParts::make()->seal()->fits((string) $xml['seal'], $link, $history);
        return new Activity(
            0,
            $ours ? $link : Activity::newLinkId(),
            Activity::kindOf((string) $xml['kind']),
            false,
            $time((string) $xml['opens']),
            $time((string) $xml['closes']),
            max(0, min(100, (int) $xml['mastery'])),
            $ours ? $history : []
        );
    }
}
