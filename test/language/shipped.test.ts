import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../activities/catalogue.js';
import { formatDiagnostics, loadPipeline, pipelineJsonSchema } from '../../language/index.js';

const shipped = readdirSync('pipelines', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('a shipped pipeline', () => {
  it.each(shipped)('%s has a plan and nothing to warn of', async (name) => {
    const loaded = await loadPipeline(`pipelines/${name}/pipeline.yaml`, catalogue);
    expect(formatDiagnostics(loaded.diagnostics, loaded.sources)).toBe('');
    expect(loaded.plan?.steps.length).toBeGreaterThan(0);
  });

  it('that brings the chapter up is small enough for a history', async () => {
    const { plan } = await loadPipeline('pipelines/coreos/pipeline.yaml', catalogue);
    expect(plan?.groups.map(({ id }) => id)).toEqual(['lab']);
    expect(JSON.stringify(plan).length).toBeLessThan(64 * 1024);
  });
});

describe('the step types', () => {
  it('have a JSON Schema, every field with help', () => {
    const schema = pipelineJsonSchema(catalogue);
    expect(JSON.stringify(schema)).toContain('vagrant.up');
    for (const { type, with: fields } of catalogue.values()) {
      for (const [name, field] of Object.entries(fields.shape)) {
        expect((field as typeof fields).description, `${type} ${name}`).toMatch(/\w/);
      }
    }
  });
});
