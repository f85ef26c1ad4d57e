<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

use Kibridge\Ilias\Ilias\IliasParts;

/** An object as XML: what it is, and what it may be recognised by when it comes back. People and grades stay. */
class ilKIBridgeExporter extends ilXmlExporter
{
    public function init(): void
    {
    }

    public function getXmlRepresentation(string $a_entity, string $a_schema_version, string $a_id): string
    {
        $activity = ilObjKIBridgeAccess::activity((int) $a_id);
        if ($activity === null) {
            return '';
        }
        $writer = new ilXmlWriter();
        $writer->xmlStartTag('xkib', [
            'link' => $activity->linkId,
            'kind' => $activity->kind,
            'opens' => (string) $activity->opensAt,
            'closes' => (string) $activity->closesAt,
            'mastery' => (string) $activity->mastery,
            'history' => implode(',', $activity->history),
            'seal' => IliasParts::make()->seal()->of($activity->linkId, $activity->history),
        ]);
        $writer->xmlElement('title', null, ilObject::_lookupTitle((int) $a_id));
        $writer->xmlElement('description', null, ilObject::_lookupDescription((int) $a_id));
        $writer->xmlEndTag('xkib');
        return $writer->xmlDumpMem(false);
    }

    public function getValidSchemaVersions(string $a_entity): array
    {
        return [
            '8.0.0' => [
                'namespace' => 'http://www.ilias.de/Plugins/xkib/8_0',
                'xsd_file' => 'ilias_xkib_8_0.xsd',
                'min' => '8.0.0',
                'max' => '',
            ],
        ];
    }
}
