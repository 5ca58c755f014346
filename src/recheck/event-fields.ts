/** What OpenStack's indexer reads in a line beside its message: no job has one value of it. */
export const lineFields: readonly string[] = ['loglevel', 'module', 'syslog_program'];

/**
 * What OpenStack's log processor says of each line that it files, and so what elastic-recheck's queries can ask for: what its
 * client knows of the job (openstack/project-config, roles/submit-logstash-jobs) and what its indexer reads in the line. Others
 * can be given by --meta and by `metadata` in recheck.yml.
 */
export const eventFields: readonly string[] = [
  'message',
  'filename',
  'tags',
  'project',
  'voting',
  'build_name',
  'build_status',
  'build_queue',
  'build_branch',
  'build_ref',
  'build_change',
  'build_patchset',
  'build_newrev',
  'build_uuid',
  'build_short_uuid',
  'build_node',
  'build_master',
  'build_zuul_url',
  'node_provider',
  'log_url',
  ...lineFields,
];
