-- Every question of claims by their state names an office: claims_by_office answers it.
DROP INDEX claims_by_state;
