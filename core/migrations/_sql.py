"""Database functions of core. `core_actor` fails on a malformed actor instead of taking it for nobody."""

ACTOR = """
create function core_actor() returns uuid language sql stable
as $$ select nullif(current_setting('app.actor', true), '')::uuid $$
"""

# Widened by accounts, which knows who may see whom and who belongs to which team.
VISIBLE_OWNERS = """
create function core_visible_owners() returns uuid[] language sql stable
as $$ select array_remove(array[core_actor()], null) $$
"""

VISIBLE_TEAMS = """
create function core_visible_teams() returns uuid[] language sql stable
as $$ select '{}'::uuid[] $$
"""

COUNT_VERSION = """
create function core_count_version() returns trigger language plpgsql
as $$ begin new.version := old.version + 1; return new; end $$
"""

TRACK = """
create function core_track() returns trigger language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    kind text := tg_argv[0];
    key text := quote_ident(tg_argv[1]);
    owner_id text := coalesce(quote_ident(nullif(tg_argv[2], '')), 'null::uuid');
    team_id text := coalesce(quote_ident(nullif(tg_argv[3], '')), 'null::uuid');
    version text := coalesce(quote_ident(nullif(tg_argv[4], '')), 'null::int');
    op text := case tg_op when 'DELETE' then 'delete' else 'upsert' end;
    source text := case tg_op when 'DELETE' then 'old_rows' else 'new_rows' end;
begin
    execute format(
        'insert into core_change (owner_id, team_id, kind, object_id, op, version)
         select %s, %s, %L, %s, %L, %s from %I', owner_id, team_id, kind, key, op, version, source);
    if tg_argv[5] = 'history' and tg_op <> 'INSERT' then
        execute format(
            'insert into core_pastrow (owner_id, team_id, kind, object_id, op, actor_id, before)
             select %s, %s, %L, %s, %L, core_actor(), to_jsonb(o) from old_rows o', owner_id, team_id, kind, key, op);
    end if;
    return null;
end $$
"""
