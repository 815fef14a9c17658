-- What customers pay: the net price with the tax of their country.
SELECT c.name AS country, p.name AS product, t.percent AS tax,
       round(price.net * (1 + t.percent / 100), 2) AS gross
FROM product p
JOIN price ON price.product_id = p.id AND price.currency_code = 'EUR'
JOIN tax_rate t ON t.tax_kind = p.tax_kind
JOIN country c ON c.code = t.country_code
WHERE p.id IN (1, 2) AND c.code IN ('DE', 'EE', 'NO')
ORDER BY c.name, p.id
