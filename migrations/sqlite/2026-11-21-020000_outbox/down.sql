DROP TABLE notice_budgets;
DROP TABLE outbox;
