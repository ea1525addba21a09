//! A thousand nights.
