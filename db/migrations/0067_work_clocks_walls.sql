-- What is kept already says its period by the words of the list; whose case it is stands with the case.
update case_work w set rule = w.about ->> 'rule', sender_id = t.sender_id
from transfer t where t.id = w.transfer_id and w.about ? 'rule';
