"""Database functions of accounts that policies stand on. They run as the owner: the tables they read have policies too."""

VISIBLE_ATHLETES = """
create function accounts_visible_athletes(wanted text) returns uuid[]
language sql stable security definer set search_path = public, pg_temp
as $$
    select array(
        select athlete_id from accounts_access
        where viewer_id = core_actor() and (wanted is null or wanted = any (scopes))
          and from_at <= now() and (until_at is null or until_at > now())
        union select core_actor() where core_actor() is not null)
$$
"""

# plpgsql keeps the plan for the session, and an array in the order of the index costs no sorting when it is searched by.
QUICK_VISIBLE_ATHLETES = """
create or replace function accounts_visible_athletes(wanted text) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp
as $$
declare
    me uuid := core_actor();
begin
    if me is null then
        return '{}';
    end if;
    return me || array(
        select athlete_id from accounts_access
        where viewer_id = me and (wanted is null or wanted = any (scopes))
          and from_at <= now() and (until_at is null or until_at > now())
        order by athlete_id);
end $$
"""

TEAMS = """
create function accounts_teams(wanted text[]) returns uuid[]
language sql stable security definer set search_path = public, pg_temp
as $$
    select array(select team_id from accounts_membership
                 where user_id = core_actor() and (wanted is null or roles && wanted::varchar[]))
$$
"""

WARDS = """
create function accounts_wards() returns uuid[]
language sql stable security definer set search_path = public, pg_temp
as $$ select array(select athlete_id from accounts_guardianship where guardian_id = core_actor()) $$
"""

KNOWN_PEOPLE = """
create function accounts_known_people() returns uuid[]
language sql stable security definer set search_path = public, pg_temp
as $$
    select array(
        select other.user_id from accounts_membership mine join accounts_membership other using (team_id)
        where mine.user_id = core_actor()
        union select athlete_id from accounts_access
              where viewer_id = core_actor() and from_at <= now() and (until_at is null or until_at > now())
        union select viewer_id from accounts_access
              where athlete_id = core_actor() and from_at <= now() and (until_at is null or until_at > now())
        union select user_id from accounts_joinrequest
              where state = 'waiting' and team_id = any (accounts_teams('{coach,head_coach}'))
        union select core_actor() where core_actor() is not null)
$$
"""

VISIBLE_OWNERS = """
create or replace function core_visible_owners() returns uuid[] language sql stable
as $$ select accounts_visible_athletes(null) $$
"""

VISIBLE_OWNERS_BEFORE = """
create or replace function core_visible_owners() returns uuid[] language sql stable
as $$ select array_remove(array[core_actor()], null) $$
"""

VISIBLE_TEAMS = """
create or replace function core_visible_teams() returns uuid[] language sql stable
as $$ select accounts_teams(null) $$
"""

VISIBLE_TEAMS_BEFORE = """
create or replace function core_visible_teams() returns uuid[] language sql stable
as $$ select '{}'::uuid[] $$
"""

# One lock a chain: sign-ins of different people rarely meet, and a missing row still shows as a gap.
CHAIN_AUDIT = """
create function accounts_chain_audit() returns trigger
language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    last accounts_auditevent;
begin
    new.chain := get_byte(uuid_send(coalesce(new.subject_id, new.actor_id, new.id)), 15) % 16;
    perform pg_advisory_xact_lock(727274, new.chain);
    select * into last from accounts_auditevent where chain = new.chain order by position desc limit 1;
    new.position := coalesce(last.position, 0) + 1;
    new.previous_hash := coalesce(last.hash, ''::bytea);
    new.hash := accounts_audit_hash(new);
    return new;
end $$
"""

AUDIT_HASH = """
create function accounts_audit_hash(e accounts_auditevent) returns bytea language sql immutable
set timezone = 'UTC'
as $$
    select sha256(e.previous_hash || convert_to(jsonb_build_array(
        e.id, extract(epoch from e.at), e.action, e.actor_id, e.impersonator_id, e.subject_id, e.team_id,
        host(e.address), e.request_id, e.details, e.chain, e.position)::text, 'UTF8'))
$$
"""

KEEP_AUDIT = """
create function accounts_keep_audit() returns trigger language plpgsql
as $$ begin raise exception 'the audit log is append-only'; end $$
"""

AUDIT_TRIGGERS = """
create trigger chain_audit before insert on accounts_auditevent
    for each row execute function accounts_chain_audit();
create trigger keep_audit before update or delete on accounts_auditevent
    for each row execute function accounts_keep_audit();
"""

AUDIT_TRIGGERS_BACKWARDS = """
drop trigger chain_audit on accounts_auditevent;
drop trigger keep_audit on accounts_auditevent;
"""
