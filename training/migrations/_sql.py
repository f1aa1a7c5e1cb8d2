"""Database functions of training that policies stand on."""

# Oneself, and the athletes one looks after.
OWN_ATHLETES = """
create function training_own_athletes() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp
as $$
declare
    me uuid := core_actor();
begin
    if me is null then
        return '{}';
    end if;
    return me || array(select athlete_id from accounts_guardianship where guardian_id = me order by athlete_id);
end $$
"""

# Whose sessions one sees: the scope was granted, and the athlete shows activities to coaches at all.
VISIBLE_ATHLETES = """
create function training_visible_athletes() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp
as $$
declare
    me uuid := core_actor();
begin
    if me is null then
        return '{}';
    end if;
    return me || array(
        select a.athlete_id from accounts_access a
        where a.viewer_id = me and 'view_activities' = any (a.scopes)
          and a.from_at <= now() and (a.until_at is null or a.until_at > now())
          and (a.team_id is null or not exists (
              select from accounts_athleteprofile p
              where p.athlete_id = a.athlete_id and p.show_activities_to = 'private'))
        order by a.athlete_id);
end $$
"""
