"""Authentication, actor and teams in one statement: each API request pays for a single round trip.

Both functions run as the owner, since they look before anybody is known, and name the actor when they find one.
"""

_ME = """
    jsonb_build_object(
        'user', jsonb_build_object('id', u.id, 'email', u.email, 'is_staff', u.is_staff, 'staff_role', u.staff_role),
        'person', to_jsonb(p),
        'teams', coalesce((
            select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'roles', m.roles) order by t.name, t.id)
            from accounts_membership m join accounts_team t on t.id = m.team_id where m.user_id = u.id), '[]'::jsonb))
    || case when u.is_staff and not exists (
            select from mfa_authenticator a where a.user_id = u.id and a.type in ('totp', 'webauthn'))
        then '{"lacks_second_factor": true}'::jsonb else '{}'::jsonb end
"""

BY_TOKEN = f"""
create function accounts_sign_in_by_token(family uuid, person uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    me jsonb;
begin
    select {_ME} into me
    from accounts_tokenfamily f
    join accounts_user u on u.id = f.user_id
    join accounts_person p on p.user_id = u.id
    where f.id = family and u.id = person and u.is_active and u.suspended_at is null
      and f.ended_at is null and f.expires_at > now()
      and f.password_stamp = encode(sha256(convert_to(u.password, 'UTF8')), 'hex')
      and exists (select from django_session s where s.session_key = f.session_key and s.expire_date > now());
    if found then
        perform set_config('app.actor', person::text, true);
    end if;
    return me;
end $$
"""

BY_KEY = f"""
create function accounts_sign_in_by_key(hash bytea) returns jsonb
language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    me jsonb;
begin
    select {_ME} || jsonb_build_object('key', k.id, 'scopes', k.scopes) into me
    from accounts_apikey k
    join accounts_user u on u.id = k.user_id
    join accounts_person p on p.user_id = u.id
    where k.key_hash = hash and u.is_active and u.suspended_at is null
      and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
    if found then
        perform set_config('app.actor', me->'user'->>'id', true);
        -- Whoever comes second does not wait for the first one's transaction to learn that the minute is taken.
        update accounts_apikey set last_used_at = now() where id = (
            select id from accounts_apikey
            where key_hash = hash and (last_used_at is null or last_used_at < now() - interval '1 minute')
            for update skip locked);
    end if;
    return me;
end $$
"""
