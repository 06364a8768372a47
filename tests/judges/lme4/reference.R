# Made the reference figures of tests/sessions/values/results/test_mixed.py, once, with Debian's r-cran-lme4 1.1-31.
# Rscript reference.R, in this folder
library(lme4)
for (name in c("gaps", "crossed", "sessions")) {
  d <- read.csv(paste0(name, ".csv"))
  d$sheet <- interaction(d$session, d$panelist, drop = TRUE)
  parts <- paste("value ~ 1 + (1|regency) + (1|panelist) + (1|criterion) + (1|panelist:criterion)",
                 "+ (1|sheet) + (1|regency:criterion)")
  if (name == "sessions") parts <- paste(parts, "+ (1|session)")
  fitted <- lmer(as.formula(parts), d, REML = TRUE,
                 control = lmerControl(optimizer = "bobyqa",
                                       optCtrl = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 200000)))
  found <- as.data.frame(VarCorr(fitted))
  for (i in seq_len(nrow(found))) cat(sprintf("%s,%s,%.8f\n", name, found$grp[i], found$vcov[i]))
  cat(sprintf("%s,deviance,%.8f\n", name, REMLcrit(fitted)))
}
